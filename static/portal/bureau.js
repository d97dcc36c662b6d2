/* Mends for the stock pages of the Django admin, which leave some fields without a name for screen
   readers. Nothing depends on this file. */
(function () {
  "use strict";

  function nameTabularFields(root) {
    root.querySelectorAll(".tabular table").forEach(function (table) {
      var heads = {};
      table.querySelectorAll("thead th").forEach(function (head) {
        var match = head.className.match(/column-(\S+)/);
        if (match) {
          heads[match[1]] = head.textContent.trim();
        }
        if (!head.textContent.trim()) {
          var name = document.createElement("span");
          name.className = "visually-hidden";
          name.textContent = head.classList.contains("original") ? "记录" : "操作";
          head.replaceChildren(name);
        }
      });
      table.querySelectorAll("tbody td").forEach(function (cell) {
        var match = cell.className.match(/field-(\S+)/);
        cell.querySelectorAll("input, select, textarea").forEach(function (input) {
          if (input.type !== "hidden" && !input.labels.length && match && heads[match[1]]) {
            input.setAttribute("aria-label", heads[match[1]]);
          }
        });
      });
    });
  }

  function nameSearchSelects(root) {
    root.querySelectorAll("select.admin-autocomplete").forEach(function (select) {
      if (select.labels.length) {
        var name = select.labels[0].textContent.trim().replace(/[:：]$/, "");
        select.parentElement
          .querySelectorAll(".select2-selection, .select2-selection__rendered")
          .forEach(function (box) {
            box.removeAttribute("aria-labelledby");
            box.setAttribute("aria-label", name);
          });
      }
    });
  }

  function nameMarks(root) {
    root.querySelectorAll("img[alt='True'], img[alt='False'], img[alt='None']").forEach(function (img) {
      img.alt = { True: "是", False: "否", None: "未知" }[img.alt];
    });
  }

  function mend() {
    nameTabularFields(document);
    nameSearchSelects(document);
    nameMarks(document);
  }
  // After the admin's own scripts, which build their widgets when jQuery says ready.
  if (window.django && window.django.jQuery) {
    window.django.jQuery(mend);
  } else {
    document.addEventListener("DOMContentLoaded", mend);
  }
  document.addEventListener("formset:added", function () {
    window.setTimeout(mend, 0);
  });
})();
