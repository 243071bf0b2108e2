'use strict';
/* Copies the text that a button names. Buttons that need it are hidden until it runs. */
document.querySelectorAll('[data-copy]').forEach(function (button) {
  button.hidden = !navigator.clipboard;
  button.addEventListener('click', function () {
    var source = document.getElementById(button.dataset.copy);
    navigator.clipboard.writeText(source.value || source.textContent).then(function () {
      document.getElementById('copied').textContent = button.dataset.copied;
    });
  });
});
