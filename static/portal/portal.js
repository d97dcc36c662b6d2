/* Small conveniences. Every page works without this file. */
(function () {
  "use strict";

  // Requests made by htmx carry the CSRF token that the page was served with.
  document.addEventListener("htmx:configRequest", function (event) {
    var meta = document.querySelector("meta[name='csrf-token']");
    if (meta) {
      event.detail.headers["X-CSRFToken"] = meta.content;
    }
  });

  // A whole page instead of a fragment means that the session has ended: go and sign in again.
  document.addEventListener("htmx:beforeSwap", function (event) {
    if (/^\s*<!doctype/i.test(event.detail.serverResponse || "")) {
      event.detail.shouldSwap = false;
      window.location.reload();
    }
  });

  // A polled region that cannot be reached says so instead of standing still.
  function pollingFailed(event) {
    var region = event.detail.elt && event.detail.elt.closest("[data-poll]");
    var note = region && region.querySelector("[data-poll-note]");
    if (note) {
      note.hidden = false;
    }
  }
  document.addEventListener("htmx:sendError", pollingFailed);
  document.addEventListener("htmx:responseError", pollingFailed);

  // A form marked data-once is sent once: a double click must not ask twice.
  // The service refuses a repeat anyway; this spares the person the message.
  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (!form.hasAttribute("data-once")) {
      return;
    }
    if (form.getAttribute("aria-busy") === "true") {
      event.preventDefault();
      return;
    }
    form.setAttribute("aria-busy", "true");
    var button = event.submitter;
    if (button && button.hasAttribute("data-busy")) {
      button.setAttribute("data-label", button.textContent);
      button.textContent = button.getAttribute("data-busy");
    }
  });

  // A menu of the navigation closes when something else is pressed, or Escape.
  document.addEventListener("click", function (event) {
    document.querySelectorAll(".bureau-nav details[open]").forEach(function (menu) {
      if (!menu.contains(event.target)) {
        menu.open = false;
      }
    });
  });
  document.addEventListener("keydown", function (event) {
    var menu = event.key === "Escape" && document.querySelector(".bureau-nav details[open]");
    if (menu) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });

  // Coming back with the browser's back button must not find a dead form.
  window.addEventListener("pageshow", function () {
    document.querySelectorAll("form[data-once][aria-busy]").forEach(function (form) {
      form.removeAttribute("aria-busy");
      form.querySelectorAll("[data-label]").forEach(function (button) {
        button.textContent = button.getAttribute("data-label");
        button.removeAttribute("data-label");
      });
    });
  });

  document.addEventListener("DOMContentLoaded", function () {
    // A confirmation or a list of errors is read out first. What stands above a question is what
    // it is about, so the page stays where it is; errors are scrolled to.
    var target = document.querySelector("[data-focus]");
    if (target) {
      target.focus({ preventScroll: target.classList.contains("confirm-question") });
    }
    // Buttons that need JavaScript are hidden until it is there.
    document.querySelectorAll("[data-print]").forEach(function (button) {
      button.hidden = false;
      button.addEventListener("click", function () {
        window.print();
      });
    });
  });
})();
