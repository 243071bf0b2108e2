/*
 * Takes over the transfer token, which only travels in the fragment and in bodies of POST requests: it is read into
 * this closure, the address is cleaned, and it is forgotten when it was used. All words come from the server.
 */
(function () {
  'use strict';

  var LONGEST = 4096;
  var PATIENCE = 15000;
  var ACCEPT = 'application/json, application/problem+json';
  var CAREFUL = { credentials: 'same-origin', cache: 'no-store', redirect: 'error', referrerPolicy: 'no-referrer' };

  var token = (function (hash) {
    history.replaceState(null, '', location.pathname);
    var found = hash.length <= LONGEST && /^#transfer_token=([\w-]+\.[\w-]+\.[\w-]+)$/.exec(hash);
    return found ? found[1] : null;
  })(location.hash);

  var LANGUAGE = document.documentElement.lang;

  var $ = function (id) { return document.getElementById(id); };

  function meta(name) {
    var element = document.querySelector('meta[name="' + name + '"]');
    return element ? element.content : '';
  }

  /** A text of the server with its {placeholders} filled in. */
  function text(key, places) {
    var template = document.querySelector('template[data-text="' + key + '"]');
    var words = template ? template.content.textContent : '';
    return words.replace(/\{(\w+)\}/g, function (all, place) {
      return places && places[place] !== undefined ? places[place] : all;
    });
  }

  function show(element, shown) { element.hidden = !shown; }

  function format(instant, options) {
    return new Intl.DateTimeFormat(LANGUAGE, options).format(new Date(instant));
  }

  /** "2 hours ago" for a week. */
  function sinceThen(time) {
    var minutes = Math.max(0, (Date.now() - Date.parse(time.dateTime)) / 60000);
    var unit = minutes < 60 ? 1 : minutes < 1440 ? 60 : 1440;
    if (minutes < 10080) {
      time.title = time.textContent;
      time.textContent = new Intl.RelativeTimeFormat(LANGUAGE, { numeric: 'auto' })
        .format(-Math.floor(minutes / unit), { 1: 'minute', 60: 'hour', 1440: 'day' }[unit]);
    }
  }

  /** Leaving a menu closes it. */
  function leaveMenu(event) {
    document.querySelectorAll('.menu[open]').forEach(function (menu) {
      if (event.key === 'Escape') { menu.firstElementChild.focus(); }
      menu.open = event.key !== 'Escape' && menu.contains(event.target);
    });
  }

  /** {status, body}; status 0 if there was no answer, or one that is not from this program. */
  function post(path, value) {
    var headers = { 'Content-Type': 'application/json', Accept: ACCEPT };
    if (meta('_csrf_header')) {
      headers[meta('_csrf_header')] = meta('_csrf');
    }
    var stop = new AbortController();
    var timer = setTimeout(function () { stop.abort(); }, PATIENCE);
    return fetch(path, {
      method: 'POST', headers: headers, body: JSON.stringify({ transfer_token: value }), signal: stop.signal, ...CAREFUL
    }).then(function (response) {
      return response.json().then(function (body) { return { status: response.status, body: body || {} }; });
    }).catch(function () {
      return { status: 0, body: {} };
    }).finally(function () { clearTimeout(timer); });
  }

  /** The message key; temporary errors have "trouble", which offers a retry. */
  function refusal(answer) {
    var code = answer.body.code;
    var reason = answer.body.reason;
    if (code === 'owner_changed' && (reason === 'released' || reason === 'already_yours')) {
      return reason;
    }
    if (code === 'account_released') { return 'released'; }
    if (code === 'already_owner') { return 'already_yours'; }
    if (code === 'transfer_token_used') { return 'owner_changed'; }
    if (answer.status === 0 || answer.status >= 500 || code === 'rate_limited') { return 'trouble'; }
    return document.querySelector('template[data-text="' + code + '"]') ? code : 'transfer_token_invalid';
  }

  function offerTransfer() {
    var dialog = $('transfer-dialog');
    if (!dialog || !dialog.showModal) {
      token = null;
      return;
    }
    var keep = $('transfer-keep');
    var move = $('transfer-move');
    var again = $('transfer-again');
    var say = $('transfer-say');
    var provider = '';
    var places = {};
    var tried = false; // a transfer was sent whose outcome is unknown
    var clock = 0;

    function state(name) {
      dialog.dataset.state = name;
      dialog.setAttribute('aria-busy', String(name === 'loading' || name === 'sending'));
      show($('transfer-loading'), name === 'loading');
      show($('transfer-offer'), name === 'offer' || name === 'sending');
      show(move, name === 'offer' || name === 'sending');
      keep.disabled = move.disabled = $('transfer-close').disabled = $('transfer-other').disabled = name === 'sending';
    }

    /** For screen readers. */
    function announce(words) { $('transfer-live').textContent = words; }

    function tell(words, style) {
      say.textContent = words;
      say.className = 'say ' + (style || '');
      show(say, words !== '');
      announce(words);
    }

    /** A new document: no trace of the token's address (performance entries, bfcache). */
    function leave(query) {
      token = null;
      clearInterval(clock);
      location.replace('/app' + query);
    }

    function decline() {
      var name = dialog.dataset.state;
      if (name !== 'sending') {
        leave(name === 'ended' || tried ? '' : '?done=declined' + (provider ? '&provider=' + provider : ''));
      }
    }

    function connectForm() { return document.querySelector('form[data-provider="' + provider + '"]'); }

    function pausedUntil(instant) {
      places.time = instant ? format(instant, { dateStyle: 'medium', timeStyle: 'short' }) : '';
      end(places.time ? 'transfer_cooldown' : 'cooldown');
    }

    function end(key) {
      token = null;
      clearInterval(clock);
      state('ended');
      $('transfer-title').textContent = text(text('ended.' + key) ? 'ended.' + key : 'ended.title', places);
      tell(text(key, places), 'ended');
      announce($('transfer-title').textContent + '. ' + text(key, places));
      keep.textContent = text('close');
      var form = connectForm();
      var useful = form && ['already_yours', 'transfer_cooldown', 'authentication_required'].indexOf(key) < 0;
      again.textContent = text('again', places);
      show(again, useful);
      again.onclick = function () { form.requestSubmit(); };
      keep.focus();
    }

    function refuse(answer, retry) {
      var key = refusal(answer);
      if (key === 'trouble') {
        $('transfer-title').textContent = text('title', places);
        state(retry === preview ? 'trouble' : 'offer');
        tell(text('trouble'), 'bad');
        show(move, true);
        move.textContent = text('retry');
        move.onclick = retry;
        keep.focus();
        return;
      }
      if (key === 'transfer_cooldown') { pausedUntil(answer.body.until); } else { end(key); }
    }

    function countDown(expiry) {
      var left = Math.max(0, Math.ceil((expiry - Date.now()) / 60000));
      places.minutes = left;
      places.time = format(expiry, { timeStyle: 'short' });
      $('transfer-expiry').textContent = text(left === 1 ? 'expiry.one' : left ? 'expiry' : 'expiry.none', places);
    }

    function preview() {
      state('loading');
      tell('');
      $('transfer-title').textContent = text('loading');
      post('/cloud/transfer-ownership/preview', token).then(function (answer) {
        if (answer.status !== 200) {
          refuse(answer, preview);
          return;
        }
        know(answer.body.provider);
        if (answer.body.already_yours) {
          end('already_yours');
          return;
        }
        if (answer.body.until) {
          pausedUntil(answer.body.until);
          return;
        }
        $('transfer-title').textContent = text('title', places);
        var label = answer.body.account_label; // only the mask for an account without a label
        $('transfer-account').textContent = label === '•••' ? text('unnamed') : label;
        $('transfer-proof').textContent = text('proof', places);
        $('transfer-files').textContent = text('files', places);
        var expiry = Date.parse(answer.body.expires_at);
        countDown(expiry);
        clock = setInterval(function () { countDown(expiry); }, 5000);
        move.textContent = text('move');
        move.onclick = transfer;
        var other = $('transfer-other');
        other.textContent = text('different', places);
        other.onclick = function () { token = null; connectForm().requestSubmit(); };
        show(other, connectForm());
        state('offer');
        announce(['title', 'account', 'proof', 'rule'].map(function (part) {
          return $('transfer-' + part).textContent;
        }).join(' '));
        keep.focus();
      });
    }

    /** Names come from the page, by id. */
    function know(id) {
      document.querySelectorAll('form[data-name]').forEach(function (form) {
        if (form.dataset.provider === id) {
          provider = id;
          places.provider = form.dataset.name;
          places.vendor = form.dataset.vendor;
        }
      });
    }

    function transfer() {
      if (dialog.dataset.state === 'sending') {
        return;
      }
      state('sending');
      tell(text('sending'));
      post('/cloud/transfer-ownership', token).then(function (answer) {
        if (answer.status === 200) {
          leave('?done=transferred' + (provider ? '&provider=' + provider : ''));
          return;
        }
        tried = tried || answer.status === 0 || answer.status >= 500;
        refuse(answer, transfer);
      });
    }

    keep.onclick = $('transfer-close').onclick = decline;
    dialog.addEventListener('cancel', function (event) { event.preventDefault(); decline(); });
    dialog.addEventListener('keydown', function (event) {
      if (event.key === 'Escape') { event.preventDefault(); decline(); }
    });
    dialog.addEventListener('close', function () {
      if (dialog.dataset.state === 'sending') { dialog.showModal(); } else { decline(); }
    });
    know(dialog.dataset.provider || '');
    if (!places.provider) { places.provider = places.vendor = text('cloud'); }
    dialog.showModal();
    keep.focus();
    preview();
  }

  /** Of 1024 each, as the providers count; less than one gigabyte in megabytes. */
  function size(bytes) {
    var small = bytes < 1073741824;
    return new Intl.NumberFormat(LANGUAGE, { maximumFractionDigits: small ? 0 : 1 })
      .format(bytes / (small ? 1048576 : 1073741824)) + (small ? '\u00a0MB' : '\u00a0GB');
  }

  function draw(account) {
    var gauge = document.querySelector('[data-gauge="' + account.id + '"]');
    if (gauge && account.total) {
      var share = Math.min(100, Math.round(100 * account.used / account.total));
      gauge.lastElementChild.setAttribute('width', share + '%');
      gauge.lastElementChild.classList.toggle('full', share >= 90);
      gauge.classList.remove('unknown');
    }
  }

  function space(of) {
    var open = of.total === null;
    return text(open ? 'space.open' : 'space', { used: size(of.used), total: open ? '' : size(of.total) });
  }

  /** Fills reserved space, since the page does not wait for the providers. */
  function loadStorage(total) {
    fetch('/cloud/storage-summary', { headers: { Accept: ACCEPT }, ...CAREFUL }).then(function (response) { return response.ok ? response.json() : null; }).then(function (body) {
      if (!body) { return; }
      if (total) {
        var all = body.accounts.map(function (account) { return account.status; });
        total.textContent = all.includes('ok') ? text('space.all', { space: space(body) })
          : text(all.includes('unavailable') || !all.includes('not_reported') ? 'space.none' : 'space.not_reported');
      }
      body.accounts.forEach(function (account) {
        draw(account);
        var place = document.querySelector('[data-space="' + account.id + '"]');
        if (place && account.status !== 'needs_reconnect' && (account.status === 'ok' || !place.dataset.renewing)) {
          place.textContent = account.status === 'ok' ? space(account)
            : text('space.' + account.status);
        }
      });
    }).catch(function () { /* The link to the figures stays. */ });
  }

  function overlay(event) {
    var close = event.target.closest('dialog [data-close]');
    var opener = event.target.closest('[data-dialog]');
    var dialog = opener && $(opener.dataset.dialog);
    if (event.ctrlKey || event.metaKey || event.shiftKey) { return; }
    if (close) {
      event.preventDefault();
      close.closest('dialog').close();
    } else if (dialog && dialog.showModal) {
      event.preventDefault();
      dialog.addEventListener('close', function () { opener.focus(); }, { once: true });
      dialog.showModal();
    }
  }

  document.addEventListener('DOMContentLoaded', function () {
    document.addEventListener('click', overlay);
    document.querySelectorAll('time[datetime]').forEach(function (time) {
      var day = time.hasAttribute('data-date');
      time.textContent = format(time.dateTime, day ? { dateStyle: 'medium' } : { dateStyle: 'medium', timeStyle: 'short' });
      if ('ago' in time.dataset) { sinceThen(time); }
    });
    var last;
    document.querySelectorAll('.day').forEach(function (day) {
      day.textContent = format(day.parentNode.querySelector('time').dateTime, { dateStyle: 'medium' });
      day.hidden = day.textContent === last;
      last = day.textContent;
    });
    document.addEventListener('click', leaveMenu);
    document.addEventListener('keyup', leaveMenu);
    document.addEventListener('submit', function (event) {
      var form = event.target;
      if (form.getAttribute('aria-busy')) { event.preventDefault(); }
      form.setAttribute('aria-busy', 'true');
      setTimeout(function () { form.removeAttribute('aria-busy'); }, PATIENCE);
    });
    if (token !== null) { offerTransfer(); }
    if (document.querySelector('#storage, [data-space]')) { loadStorage($('storage')); }
  });
  addEventListener('pageshow', function () {
    document.querySelectorAll('form[aria-busy]').forEach(function (form) { form.removeAttribute('aria-busy'); });
  });
})();
