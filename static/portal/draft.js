/* A form that is not lost: what is filled in is kept on this device, sealed, until it has arrived.

   Forms marked data-keep. Every change is kept in the browser's own store, photos included, sealed
   (AES-GCM) with a key that only a page of the same signed-in person carries; without a secure
   connection nothing is kept. Sending goes by fetch: where the line is dead the page stays, says
   so, and sends again when the line is back. The token in the form sees to it that it is done once.
   Without this file the form is an ordinary one. */
(function () {
  "use strict";

  var own = document.currentScript;
  var DAYS = 7 * 24 * 3600 * 1000;
  var NOT_KEPT = { csrfmiddlewaretoken: true };
  var seal = window.isSecureContext && window.crypto && window.crypto.subtle;
  var mine = own.dataset.whose;
  var secret = null;

  function key() {
    if (!secret) {
      var raw = Uint8Array.from(atob(own.dataset.seal), function (char) {
        return char.charCodeAt(0);
      });
      secret = crypto.subtle.importKey("raw", raw, "AES-GCM", false, ["encrypt", "decrypt"]);
    }
    return secret;
  }

  function store(mode, work) {
    return new Promise(function (resolve, reject) {
      var opening = indexedDB.open("portal-forms", 1);
      opening.onupgradeneeded = function () {
        opening.result.createObjectStore("kept", { keyPath: "id" });
      };
      opening.onerror = function () {
        reject(opening.error);
      };
      opening.onsuccess = function () {
        var db = opening.result;
        var made = db.transaction("kept", mode);
        var asked = work(made.objectStore("kept"));
        made.oncomplete = function () {
          db.close();
          resolve(asked && asked.result);
        };
        made.onabort = function () {
          db.close();
          reject(made.error);
        };
      };
    });
  }

  function place(form) {
    return mine + " " + (form.getAttribute("action") || location.pathname);
  }

  /* ---- what is in a form, and back into it ---- */

  async function contents(form) {
    var rows = [];
    for (var pair of new FormData(form).entries()) {
      var value = pair[1];
      if (NOT_KEPT[pair[0]]) {
        continue;
      }
      if (typeof value === "string") {
        rows.push({ name: pair[0], text: value });
      } else if (value.size) {
        rows.push({ name: pair[0], file: value.name, type: value.type, bytes: await value.arrayBuffer() });
      }
    }
    return rows;
  }

  /* One piece of bytes: the length of the words about it, the words, the files one after another. */
  function packed(rows) {
    var files = rows.filter(function (row) {
      return row.bytes;
    });
    var words = new TextEncoder().encode(
      JSON.stringify(
        rows.map(function (row) {
          return row.bytes
            ? { name: row.name, file: row.file, type: row.type, size: row.bytes.byteLength }
            : row;
        })
      )
    );
    var length = new Uint8Array(4);
    new DataView(length.buffer).setUint32(0, words.length);
    var parts = [length, words].concat(
      files.map(function (row) {
        return new Uint8Array(row.bytes);
      })
    );
    return new Blob(parts).arrayBuffer();
  }

  function unpacked(buffer) {
    var size = new DataView(buffer).getUint32(0);
    var rows = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 4, size)));
    var at = 4 + size;
    rows.forEach(function (row) {
      if (row.file !== undefined) {
        row.bytes = buffer.slice(at, at + row.size);
        at += row.size;
      }
    });
    return rows;
  }

  function put(form, rows, onlyFiles) {
    var files = {};
    rows.forEach(function (row) {
      var field = form.elements[row.name];
      if (!field) {
        return;
      }
      if (row.file !== undefined) {
        (files[row.name] = files[row.name] || new DataTransfer()).items.add(
          new File([row.bytes], row.file, { type: row.type })
        );
        return;
      }
      if (onlyFiles) {
        return;
      }
      (field instanceof RadioNodeList ? Array.from(field) : [field]).forEach(function (one) {
        if (one.type === "checkbox" || one.type === "radio") {
          one.checked = one.checked || one.value === row.text;
        } else if (one.type !== "file") {
          one.value = row.text;
        }
      });
    });
    Object.keys(files).forEach(function (name) {
      var field = form.elements[name];
      if (field.type === "file" && !field.files.length) {
        field.files = files[name].files;
      }
    });
  }

  /* ---- kept and forgotten ---- */

  async function keep(form) {
    if (!seal) {
      return false;
    }
    var iv = crypto.getRandomValues(new Uint8Array(12));
    var plain = await packed(await contents(form));
    var sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv: iv }, await key(), plain);
    var words = new TextEncoder().encode(form.dataset.keep);
    var titleIv = crypto.getRandomValues(new Uint8Array(12));
    var title = await crypto.subtle.encrypt({ name: "AES-GCM", iv: titleIv }, await key(), words);
    var row = {
      id: place(form), whose: mine, url: location.pathname, at: Date.now(),
      iv: iv, sealed: sealed, titleIv: titleIv, title: title,
    };
    await store("readwrite", function (kept) {
      return kept.put(row);
    });
    return true;
  }

  function forget(id) {
    return store("readwrite", function (kept) {
      return kept.delete(id);
    });
  }

  async function open(row, iv, sealed) {
    return crypto.subtle.decrypt({ name: "AES-GCM", iv: row[iv] }, await key(), row[sealed]);
  }

  async function all() {
    var rows = await store("readonly", function (kept) {
      return kept.getAll();
    });
    var old = Date.now() - DAYS;
    for (var row of rows) {
      if (row.at < old) {
        await forget(row.id);
      }
    }
    return rows.filter(function (one) {
      return one.at >= old && one.whose === mine;
    });
  }

  /* ---- what the person sees ---- */

  function say(form, tone, words, buttons) {
    var box = form.querySelector(".kept-note") || document.createElement("div");
    box.className = "kept-note notice state-" + tone;
    box.setAttribute("role", "status");
    box.textContent = "";
    var inner = document.createElement("div");
    inner.className = "notice-text";
    var text = document.createElement("p");
    text.textContent = words;
    inner.appendChild(text);
    box.appendChild(inner);
    (buttons || []).forEach(function (pair) {
      var button = document.createElement("button");
      button.type = "button";
      button.className = "btn";
      button.textContent = pair[0];
      button.addEventListener("click", pair[1]);
      inner.appendChild(button);
    });
    form.insertBefore(box, form.firstChild);
    return box;
  }

  function when(at) {
    var d = new Date(at);
    var two = function (n) {
      return String(n).padStart(2, "0");
    };
    return d.getMonth() + 1 + "月" + d.getDate() + "日 " + two(d.getHours()) + ":" + two(d.getMinutes());
  }

  function bind(form) {
    var timer = null;
    var again = null;
    var busy = false;
    var arrived = false;
    var pressed = null;

    /* With the name and value of the button that was pressed, as the browser itself would send. */
    function filled() {
      var data = new FormData(form);
      if (pressed && pressed.name) {
        data.append(pressed.name, pressed.value);
      }
      return data;
    }

    function later() {
      window.clearTimeout(timer);
      timer = window.setTimeout(function () {
        if (!arrived) {
          keep(form).catch(function () {});
        }
      }, 300);
    }

    function free() {
      busy = false;
      form.removeAttribute("aria-busy");
      form.querySelectorAll("[data-label]").forEach(function (button) {
        button.textContent = button.getAttribute("data-label");
        button.removeAttribute("data-label");
      });
    }

    async function send() {
      if (busy) {
        return;
      }
      busy = true;
      window.clearTimeout(timer);
      window.clearTimeout(again);
      var kept = await keep(form).catch(function () {
        return false;
      });
      var answer;
      try {
        answer = await fetch(form.action, {
          method: "POST", body: filled(), credentials: "same-origin",
          headers: { "X-Kept-Form": "1" },
        });
      } catch (error) {
        free();
        say(
          form, "warn",
          kept
            ? "连不上网络，还没有提交。填的内容已保存在这台设备上，网络恢复后自动提交，也可以先关掉。"
            : "连不上网络，还没有提交。请不要关掉这一页，网络恢复后自动提交。",
          [["现在再提交", send]]
        );
        again = window.setTimeout(send, 15000);
        return;
      }
      var onward = answer.headers.get("X-Go-To");
      if (answer.status === 204 && onward) {
        // Signed out meanwhile: what was filled in is still wanted after signing in.
        if (!/\/login\//.test(onward)) {
          arrived = true;
          await forget(place(form)).catch(function () {});
        }
        location.assign(onward);
      } else if (answer.ok) {
        // Something is to be put right, or asked once more: the page that follows says what, and
        // gets its files back from here.
        arrived = true;
        if (pressed && pressed.name) {
          var said = document.createElement("input");
          said.type = "hidden";
          said.name = pressed.name;
          said.value = pressed.value;
          form.appendChild(said);
        }
        HTMLFormElement.prototype.submit.call(form);
      } else {
        free();
        say(form, "bad", "系统没有收下（" + answer.status + "），填的内容还在。请稍后再提交；一直不行，请联系区局。", [
          ["再提交", send],
        ]);
      }
    }

    form.addEventListener("input", later);
    form.addEventListener("change", later);
    form.addEventListener("submit", function (event) {
      event.preventDefault();
      pressed = event.submitter || pressed;
      send();
    });
    window.addEventListener("online", function () {
      if (again) {
        send();
      }
    });

    // A question shows what was filled in already.
    if (!seal || form.classList.contains("confirm")) {
      return;
    }
    store("readonly", function (kept) {
      return kept.get(place(form));
    })
      .then(async function (row) {
        if (!row || row.at < Date.now() - DAYS) {
          return;
        }
        var wrong = document.querySelector("[role=alert], .field-bad");
        put(form, unpacked(await open(row, "iv", "sealed")), Boolean(wrong));
        if (wrong) {
          return;
        }
        say(form, "info", "这里有 " + when(row.at) + " 填写、还没有提交的内容，已经填回。", [
          [
            "不要了，重新填",
            async function () {
              window.clearTimeout(timer);
              arrived = true;
              await forget(place(form));
              location.reload();
            },
          ],
        ]);
      })
      .catch(function () {});
  }

  async function list(box) {
    var rows = await all();
    var items = document.createElement("ul");
    box.querySelector(".notice-text").appendChild(items);
    for (var row of rows) {
      try {
        var title = new TextDecoder().decode(await open(row, "titleIv", "title"));
        var item = document.createElement("li");
        var link = document.createElement("a");
        link.href = row.url;
        link.textContent = title;
        var note = document.createElement("span");
        note.className = "work-note";
        note.textContent = when(row.at) + " 填写，还没有提交";
        item.append(link, note);
        items.appendChild(item);
      } catch (error) {
        // Sealed with a key of another time: nobody can read it any more.
        await forget(row.id);
      }
    }
    box.hidden = !items.children.length;
  }

  document.querySelectorAll("form[data-keep]").forEach(bind);
  var box = document.querySelector("[data-kept-forms]");
  if (box && seal) {
    list(box).catch(function () {});
  }
})();
