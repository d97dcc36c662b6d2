/* 读给我听: reads the page aloud, piece by piece, and marks what is being read. In the elder edition
   only. Without this file, or in a browser that cannot speak, there is no button and nothing lacks. */
(function () {
  "use strict";

  var SPEED = 0.8;
  var PATIENCE = 8000; // milliseconds in which something must be heard
  var LONGEST = 120; // signs in one breath: some voices fall silent in the middle of longer ones
  var DIGITS = "零幺二三四五六七八九";
  var NO_VOICE =
    "这台手机读不出中文。请家里人在手机设置里装上中文朗读；也可以打电话问我们。";

  var speech = window.speechSynthesis;
  var bar = document.getElementById("aloud");
  if (!bar || !speech || !window.SpeechSynthesisUtterance) {
    return;
  }
  var go = document.getElementById("aloud-go");
  var stop = document.getElementById("aloud-stop");
  var said = document.getElementById("aloud-said");
  var queue = []; // what is read: {element, words}
  var place = 0;
  var reading = false;
  var round = 0; // what an earlier round still has to say is not listened to
  var marked = null;
  var spoken = null; // kept, or some browsers forget it in the middle of a word

  // A telephone or a receipt's number is told digit by digit, as people do on the telephone.
  function asSpoken(text) {
    return text
      .replace(/(\d{1,2}[:：]\d{2})\s*[—–-]+\s*(\d{1,2}[:：]\d{2})/g, "$1到$2")
      .replace(/\d[\d-]*-[\d-]*\d|\d{5,}/g, function (number) {
        return number.replace(/-+/g, "，").replace(/\d/g, function (digit) {
          return DIGITS[Number(digit)];
        });
      })
      .replace(/\*+/g, "某")
      .replace(/[“”]/g, "");
  }

  function hidden(element, style) {
    return (
      style.display === "none" ||
      style.visibility === "hidden" ||
      element.getAttribute("aria-hidden") === "true" ||
      element.matches(".visually-hidden, .skip-link, script, select, textarea") ||
      (element.checkVisibility && !element.checkVisibility()) ||
      (element.parentElement.matches("details:not([open])") && element.tagName !== "SUMMARY")
    );
  }

  // What stands on one line or in one paragraph is one piece; a list of its breaths.
  function gather(root) {
    var pieces = [];
    var current = null;
    var icon = ""; // what an icon says is said before the words beside it

    function add(element, text) {
      if (!current) {
        current = { element: element, words: "" };
        pieces.push(current);
      }
      current.words += icon + text;
      icon = "";
    }

    function walk(element) {
      element.childNodes.forEach(function (node) {
        if (node.nodeType === Node.TEXT_NODE) {
          if (node.data.trim()) {
            add(element, node.data);
          }
          return;
        }
        if (node.nodeType !== Node.ELEMENT_NODE) {
          return;
        }
        if (node.tagName === "BR") {
          add(element, "。");
          return;
        }
        var style = window.getComputedStyle(node);
        if (hidden(node, style)) {
          return;
        }
        if (node.tagName.toLowerCase() === "svg") {
          if (node.getAttribute("aria-label")) {
            icon = node.getAttribute("aria-label") + "，";
          }
          return;
        }
        var apart = style.display.indexOf("inline") !== 0;
        if (apart) {
          current = null;
        }
        walk(node);
        if (apart) {
          current = null;
        }
      });
    }

    walk(root);
    var breaths = [];
    pieces.forEach(function (piece) {
      var words = asSpoken(piece.words.replace(/\s+/g, " ").trim());
      (words.match(/[^。！？；]+[。！？；]*/g) || []).forEach(function (sentence) {
        for (var at = 0; at < sentence.length; at += LONGEST) {
          breaths.push({ element: piece.element, words: sentence.slice(at, at + LONGEST) });
        }
      });
    });
    return breaths.filter(function (breath) {
      return /[\u3400-\u9fff\w]/.test(breath.words);
    });
  }

  function voice() {
    var chinese = speech.getVoices().filter(function (one) {
      return /^(zh|cmn)/i.test(one.lang) && !/hk|yue/i.test(one.lang);
    });
    var mainland = chinese.filter(function (one) {
      return /cn|hans/i.test(one.lang);
    });
    return mainland[0] || chinese[0] || null;
  }

  function mark(element) {
    if (marked) {
      marked.classList.remove("being-read");
    }
    marked = element;
    if (marked) {
      marked.classList.add("being-read");
      marked.scrollIntoView({ block: "center" });
    }
  }

  function show(words, label) {
    said.textContent = words;
    go.querySelector("span").textContent = label;
    stop.hidden = label === "读给我听";
    bar.classList.toggle("aloud-reading", !stop.hidden);
  }

  function hush() {
    round += 1;
    reading = false;
    speech.cancel();
  }

  function end(words) {
    if (document.activeElement === stop) {
      go.focus();
    }
    hush();
    mark(null);
    place = 0;
    queue = [];
    show(words, "读给我听");
  }

  function next() {
    var mine = round;
    if (place >= queue.length) {
      end("读完了。");
      return;
    }
    var breath = queue[place];
    mark(breath.element);
    spoken = new window.SpeechSynthesisUtterance(breath.words);
    spoken.lang = "zh-CN";
    spoken.rate = SPEED;
    spoken.voice = voice();
    var silence = window.setTimeout(function () {
      if (mine === round) {
        end(NO_VOICE);
      }
    }, PATIENCE);
    spoken.onstart = function () {
      window.clearTimeout(silence);
    };
    spoken.onend = function () {
      window.clearTimeout(silence);
      if (mine === round) {
        place += 1;
        next();
      }
    };
    spoken.onerror = function () {
      window.clearTimeout(silence);
      if (mine === round) {
        end(NO_VOICE);
      }
    };
    speech.speak(spoken);
  }

  // Voices may come late; a browser that names some and none of them Chinese cannot read this.
  function begin() {
    if (speech.getVoices().length && !voice()) {
      end(NO_VOICE);
      return;
    }
    if (!queue.length) {
      queue = gather(document.getElementById("main"));
    }
    hush();
    reading = true;
    show("正在读。", "停一停");
    next();
  }

  go.addEventListener("click", function () {
    if (reading) {
      hush();
      show("停住了，还没有读完。", "接着读");
    } else {
      begin();
    }
  });
  stop.addEventListener("click", function () {
    end("不读了。");
  });
  document.addEventListener("keydown", function (event) {
    if (event.key === "Escape" && !stop.hidden) {
      end("不读了。");
    }
  });
  window.addEventListener("pagehide", function () {
    end("");
  });

  speech.cancel(); // what the page before was still saying
  speech.getVoices(); // some browsers load their voices only when asked
  bar.hidden = false;
})();
