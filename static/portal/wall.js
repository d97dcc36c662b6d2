/* The picture on a wall: one section at a time, going on by itself until somebody pauses it.
   Without this file all sections stand one below the other. */
(function () {
  "use strict";

  var wall = document.querySelector("[data-wall]");
  var slides = wall ? wall.querySelectorAll("[data-wall-slide]") : [];
  if (slides.length < 2) {
    return;
  }
  var seconds = Number(wall.getAttribute("data-wall")) || 20;
  var pause = document.querySelector("[data-wall-pause]");
  var before = document.querySelector("[data-wall-before]");
  var next = document.querySelector("[data-wall-next]");
  var at = 0;
  var timer = null;

  function show(index) {
    slides[at].classList.remove("wall-now");
    at = (index + slides.length) % slides.length;
    slides[at].classList.add("wall-now");
    document.dispatchEvent(new CustomEvent("wall:shown"));
  }
  function run(on) {
    window.clearInterval(timer);
    timer = on ? window.setInterval(function () { show(at + 1); }, seconds * 1000) : null;
    pause.setAttribute("aria-pressed", on ? "false" : "true");
    pause.textContent = on ? "暂停" : "继续轮播";
  }

  wall.classList.add("wall-on");
  [pause, before, next].forEach(function (button) { button.hidden = false; });
  pause.addEventListener("click", function () { run(timer === null); });
  // Whoever turns a page himself wants to look at it.
  before.addEventListener("click", function () { run(false); show(at - 1); });
  next.addEventListener("click", function () { run(false); show(at + 1); });
  document.addEventListener("keydown", function (event) {
    if (event.target.closest("a, button, input, select, textarea")) {
      return;
    }
    if (event.key === "ArrowRight" || event.key === "ArrowLeft") {
      run(false);
      show(at + (event.key === "ArrowRight" ? 1 : -1));
    } else if (event.key === " ") {
      event.preventDefault();
      run(timer === null);
    }
  });
  // Whoever asked for less motion begins with it standing still.
  show(0);
  run(!window.matchMedia("(prefers-reduced-motion: reduce)").matches);
})();
