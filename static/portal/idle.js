/* Says two minutes before that the session will end for want of a request, and holds it open when
   asked to, without leaving the page: what is half written stays. Several tabs share one clock. */
(function () {
  "use strict";

  var own = document.currentScript;
  var life = parseFloat(own.dataset.minutes) * 60000;
  var ahead = Math.min(120000, life / 2);
  var KEY = "portal-last-seen";
  var last = 0;
  var box = null;

  function seen() {
    last = Date.now();
    try {
      window.localStorage.setItem(KEY, String(last));
    } catch (error) {
      // Without storage each tab keeps its own time.
    }
  }

  function left() {
    var elsewhere = 0;
    try {
      elsewhere = Number(window.localStorage.getItem(KEY)) || 0;
    } catch (error) {
      elsewhere = 0;
    }
    return life - (Date.now() - Math.max(last, elsewhere));
  }

  function show(words, button) {
    if (!box) {
      box = document.createElement("div");
      box.className = "idle-warning";
      box.setAttribute("role", "alertdialog");
      box.setAttribute("aria-label", "登录即将结束");
      document.body.appendChild(box);
    }
    if (box.dataset.words === words) {
      return;
    }
    box.dataset.words = words;
    box.textContent = "";
    var text = document.createElement("p");
    text.textContent = words;
    box.appendChild(text);
    if (button) {
      var again = document.createElement("button");
      again.type = "button";
      again.className = "btn btn-primary";
      again.textContent = "继续";
      again.addEventListener("click", stay);
      box.appendChild(again);
      again.focus();
    }
  }

  function hide() {
    if (box) {
      box.remove();
      box = null;
    }
  }

  function over() {
    show("已经自动退出登录。页面上填的内容还在，请先抄下来，再刷新页面重新登录。", false);
  }

  function stay() {
    fetch(own.dataset.stay, { credentials: "same-origin", redirect: "manual" }).then(
      function (answer) {
        if (answer.status === 204) {
          seen();
          hide();
        } else {
          over();
        }
      },
      function () {
        show("连不上系统，登录没有延长。请检查网络后再按“继续”。", true);
      }
    );
  }

  function look() {
    var rest = left();
    if (rest <= 0) {
      over();
    } else if (rest <= ahead) {
      show("很久没有操作了，马上会自动退出登录。没有保存的内容，请按“继续”再保存。", true);
    } else {
      hide();
    }
    window.setTimeout(look, rest > ahead ? Math.min(rest - ahead, 30000) : Math.min(1000, ahead));
  }

  document.addEventListener("htmx:afterRequest", seen);
  seen();
  look();
})();
