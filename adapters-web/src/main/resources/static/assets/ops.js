'use strict';
/* The operators' pages only: copies the text of the field that a button names. */
document.addEventListener('click', function (event) {
  var button = event.target.closest('[data-copy]');
  if (button) {
    navigator.clipboard.writeText(document.getElementById(button.dataset.copy).value).then(function () {
      document.getElementById('copied').textContent = button.dataset.copied;
    });
  }
});
