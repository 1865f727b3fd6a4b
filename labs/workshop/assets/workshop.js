// What the pages do with scripts: they stay as the room is now. Everything works without, a little later.
(function () {
  "use strict";

  // A link carries its token behind #, which the browser sends to nobody.
  var login = document.querySelector("form[data-token]");
  if (login && location.hash.length > 1) {
    login.elements.token.value = location.hash.slice(1);
    history.replaceState(null, "", location.pathname);
    login.submit();
    return;
  }

  var live = document.getElementById("live");
  function say(text) {
    if (!live || live.textContent === text) { return; }
    live.textContent = text;
    live.hidden = text === "";
  }

  function ago() {
    var now = Date.now();
    document.querySelectorAll("time[data-ago]").forEach(function (t) {
      var minutes = Math.round((now - Date.parse(t.dateTime)) / 60000);
      if (minutes < 0) { // it is to come
        if (minutes > -600) { t.textContent = "in " + (minutes > -60 ? -minutes + " min" : Math.round(-minutes / 6) / 10 + " h"); }
      } else if (minutes < 1) { t.textContent = "now"; }
      else if (minutes < 60) { t.textContent = minutes + " min" + t.dataset.ago; }
      else if (minutes < 600) { t.textContent = Math.round(minutes / 6) / 10 + " h" + t.dataset.ago; }
    });
  }

  // Whoever is typing in a part, or has it open, is not disturbed: it waits.
  var waiting = {};
  function busy(element) {
    var at = document.activeElement;
    if (!at || !element.contains(at)) { return false; }
    return at.matches("input, textarea, select");
  }
  function replace(id, html) {
    var old = document.getElementById(id);
    if (!old) { return; }
    if (busy(old)) { waiting[id] = html; return; }
    delete waiting[id];
    var holder = document.createElement("template");
    holder.innerHTML = html;
    var fresh = holder.content.firstElementChild;
    if (!fresh) { return; }
    // Open folds stay open, and the keyboard stays where it was.
    var folds = old.querySelectorAll("details"), freshFolds = fresh.querySelectorAll("details");
    folds.forEach(function (fold, i) { if (freshFolds[i]) { freshFolds[i].open = fold.open; } });
    var at = document.activeElement, index = -1;
    if (at && old.contains(at)) {
      index = Array.prototype.indexOf.call(old.querySelectorAll("a, button, summary"), at);
    }
    old.replaceWith(fresh);
    if (index >= 0) {
      var next = fresh.querySelectorAll("a, button, summary")[index];
      if (next) { next.focus(); }
    }
  }
  document.addEventListener("focusout", function () {
    setTimeout(function () {
      Object.keys(waiting).forEach(function (id) { replace(id, waiting[id]); });
      ago();
    }, 0);
  });

  var path = document.body.dataset.events;
  if (path && window.EventSource) {
    var lost = 0, heard = Date.now(), source;
    var open = function () {
      source = new EventSource(path);
      source.addEventListener("parts", function (event) {
        heard = Date.now();
        lost = 0;
        say("");
        var parts = JSON.parse(event.data).parts;
        Object.keys(parts).forEach(function (id) { replace(id, parts[id]); });
        ago();
      });
      source.addEventListener("ping", function () { heard = Date.now(); });
      source.onerror = function () {
        lost++;
        if (lost > 1) { say("The workshop does not answer. What you see may be old."); }
        if (source.readyState === EventSource.CLOSED) { // refused: the browser does not come back by itself
          source.close();
          // Whoever was removed or signed out is told so by the page. A server that is only away is waited for.
          fetch(location.pathname, {method: "HEAD", redirect: "manual"}).then(function (answer) {
            if (answer.status === 401 || answer.status === 403) { location.reload(); } else { setTimeout(open, 3000); }
          }, function () { setTimeout(open, 3000); });
        }
      };
    };
    open();
    setInterval(function () {
      if (Date.now() - heard > 45000) { heard = Date.now(); source.close(); open(); }
    }, 5000);
  }

  // Forms are sent from where one is, and what they change comes back by the stream.
  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (!form.matches("form[data-send]") || !path) { return; }
    event.preventDefault();
    var data = new URLSearchParams(new FormData(form));
    var by = event.submitter;
    if (by && by.name) { data.set(by.name, by.value); }
    fetch(form.action, {method: "POST", body: data, headers: {"X-Requested-With": "script"}, redirect: "manual"}).then(function (answer) {
      if (answer.ok || answer.type === "opaqueredirect") {
        say("");
        form.querySelectorAll("textarea").forEach(function (t) { t.value = ""; });
        if (document.activeElement && form.contains(document.activeElement) && document.activeElement.matches("input")) { document.activeElement.blur(); }
        return;
      }
      return answer.json().then(function (body) { say(body.error.message + (body.error.mend ? ": " + body.error.mend : "") + "."); });
    }).catch(function () { say("The workshop does not answer. Nothing was sent."); });
  });

  ago();
  setInterval(ago, 20000);
})();
