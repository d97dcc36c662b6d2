/* The box in which people are found: results while one types. Without this file it is a form like
   any other. What is typed goes out by POST alone and is kept nowhere. */
(function () {
  "use strict";

  var PAUSE = 250; // milliseconds without a key before asking
  var AWAY = "网络不通，没有查到结果。请检查网络，或按“查人”再试。";
  var FAILED = "这次没有查成，请按“查人”再试。";
  var HAN = /[\u3400-\u9fff\uf900-\ufaff]|[\ud840-\ud8ff]/;

  function enough(text) {
    return text.length > 1 || HAN.test(text);
  }

  function makeFinder(form) {
    var input = form.querySelector("input[type='search']");
    var list = form.querySelector("[data-find-results]");
    var status = form.querySelector("[data-find-status]");
    var token = form.querySelector("input[name='csrfmiddlewaretoken']");
    var timer = 0;
    var waiting = null; // the question on its way
    var asked = ""; // what the list is about
    var options = [];
    var active = -1;

    input.setAttribute("role", "combobox");
    input.setAttribute("aria-autocomplete", "list");
    input.setAttribute("aria-haspopup", "listbox");
    input.setAttribute("aria-expanded", "false");

    function stop() {
      window.clearTimeout(timer);
      if (waiting) {
        waiting.abort();
        waiting = null;
      }
    }

    function choose(place) {
      if (active >= 0) {
        options[active].setAttribute("aria-selected", "false");
      }
      active = place;
      if (active < 0) {
        input.removeAttribute("aria-activedescendant");
        return;
      }
      options[active].setAttribute("aria-selected", "true");
      options[active].scrollIntoView({ block: "nearest" });
      input.setAttribute("aria-activedescendant", options[active].id);
    }

    function close() {
      choose(-1);
      options = [];
      asked = "";
      list.hidden = true;
      list.replaceChildren();
      input.setAttribute("aria-expanded", "false");
      input.removeAttribute("aria-controls");
    }

    function tell(words) {
      status.textContent = words;
    }

    function show(html) {
      close();
      // Our own server's markup; a policy that allows no inline script makes it inert besides.
      list.innerHTML = html;
      var box = list.querySelector("[role='listbox']");
      options = Array.prototype.slice.call(list.querySelectorAll("[role='option']"));
      options.forEach(function (option, place) {
        option.id = input.id + "-" + place;
        option.tabIndex = -1;
      });
      list.hidden = false;
      if (box) {
        box.id = input.id + "-list";
        input.setAttribute("aria-controls", box.id);
        input.setAttribute("aria-expanded", "true");
      }
      var said = list.querySelector("[data-said]");
      tell(said ? said.textContent : "");
    }

    function complain(words) {
      close();
      var note = document.createElement("p");
      note.className = "found-said";
      note.textContent = words;
      list.replaceChildren(note);
      list.hidden = false;
      tell(words);
    }

    function ask() {
      var text = input.value.trim();
      stop();
      if (!enough(text)) {
        close();
        tell("");
        return;
      }
      var mine = new AbortController();
      waiting = mine;
      var body = new URLSearchParams({ q: text });
      fetch(form.getAttribute("data-find"), {
        method: "POST",
        body: body,
        headers: { "X-CSRFToken": token ? token.value : "" },
        credentials: "same-origin",
        cache: "no-store",
        signal: mine.signal,
      })
        .then(function (answer) {
          return answer.text().then(function (html) {
            if (waiting !== mine) {
              return; // a later question is on its way: this answer is stale
            }
            waiting = null;
            if (answer.redirected || /^\s*<!doctype/i.test(html)) {
              if (answer.ok) {
                window.location.reload(); // the session has ended: sign in again
              } else {
                complain(FAILED);
              }
            } else {
              show(html);
              asked = text;
            }
          });
        })
        .catch(function (error) {
          if (waiting === mine && error.name !== "AbortError") {
            waiting = null;
            complain(AWAY);
          }
        });
    }

    input.addEventListener("input", function (event) {
      if (event.isComposing) {
        return; // letters on the way to a character
      }
      window.clearTimeout(timer);
      timer = window.setTimeout(ask, PAUSE);
    });
    input.addEventListener("compositionend", function () {
      window.clearTimeout(timer);
      timer = window.setTimeout(ask, PAUSE);
    });

    input.addEventListener("keydown", function (event) {
      if (event.isComposing || event.altKey || event.ctrlKey || event.metaKey) {
        return;
      }
      var step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (step) {
        event.preventDefault();
        if (!options.length) {
          ask();
        } else {
          // One place more than there are options: the box itself.
          var places = options.length + 1;
          choose(((active + 1 + step + places) % places) - 1);
        }
      } else if (event.key === "Enter" && active >= 0 && asked === input.value.trim()) {
        event.preventDefault();
        options[active].click();
      } else if (event.key === "Escape" && !list.hidden) {
        event.preventDefault();
        stop();
        close();
        tell("");
      }
    });

    form.addEventListener("submit", stop);
    form.addEventListener("focusout", function (event) {
      if (!form.contains(event.relatedTarget)) {
        stop();
        close();
      }
    });
    // A press on a result must not take the focus from the box before the click arrives.
    list.addEventListener("mousedown", function (event) {
      event.preventDefault();
    });
    // Coming back with the back button: nothing of the last search stands there.
    window.addEventListener("pagehide", close);
  }

  document.addEventListener("DOMContentLoaded", function () {
    document.querySelectorAll("form[data-find]").forEach(makeFinder);
  });
})();
