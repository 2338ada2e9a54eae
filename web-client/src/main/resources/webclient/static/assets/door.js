// Check-in with JavaScript: the field is free for the next ticket at once, and a check-in without an answer is sent again with the same key and time.
// So is a check-in that is taken back: it names the check-in, so that sending it late or twice takes no other one back.

const form = document.getElementById("door-form");
const field = form.elements.code;
const line = document.getElementById("waiting");
const twice = document.getElementById("twice");
const store = "holdfast-door-" + form.dataset.event;
const PAUSE = 3000;
const AWAY = 3000;

// Unanswered check-ins are kept in session storage, so that they survive a reload: each is an admitted attendee. Not in local storage, where the
// codes of tickets would outlive the shift on a borrowed device: an answered one is forgotten, and all are with this tab.
const waiting = (() => {
  try {
    // What an earlier release kept for longer.
    const kept = localStorage.getItem(store);
    localStorage.removeItem(store);
    return JSON.parse(sessionStorage.getItem(store) ?? kept) ?? [];
  } catch {
    return [];
  }
})();
let sending = false;
let silent = false;
let again;
// The key of the check-in whose code was shown a second time.
let repeated;

function keep() {
  try {
    if (waiting.length) sessionStorage.setItem(store, JSON.stringify(waiting));
    else sessionStorage.removeItem(store);
  } catch {
    // Without session storage they are kept in memory.
  }
  // The answer says it itself.
  twice.hidden = !waiting.some((each) => each.key === repeated);
  line.hidden = !waiting.length || !(silent || waiting.some((each) => each.refused));
  // Where the server answers, and refuses, it is not the network: letting in unseen would not end.
  const text = (silent ? line.dataset.say : line.dataset.refused).replace("{0}", new Intl.NumberFormat(document.documentElement.dataset.language).format(waiting.length));
  if (!line.hidden && line.textContent !== text) {
    line.textContent = text;
    say(text);
  }
}

function say(text) {
  document.getElementById("say").textContent = text ?? "";
}

function key() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

// As the event's clock shows it, where this browser knows its zone.
function clock(at) {
  const language = document.documentElement.dataset.language;
  try {
    return new Intl.DateTimeFormat(language, { timeStyle: "short", timeZone: form.dataset.zone }).format(new Date(at));
  } catch {
    return new Intl.DateTimeFormat(language, { timeStyle: "short" }).format(new Date(at));
  }
}

// As the server reads what is typed: dashes, spaces, widths, small letters and the script of digits do not matter, nor does O for 0, I or L for 1.
const digit = (typed) => {
  let value = 0;
  // The digits of a script follow one another, from 0 to 9.
  while (/\p{Nd}/u.test(String.fromCodePoint(typed.codePointAt(0) - value - 1))) value++;
  return String(value);
};
const plain = (code) =>
  code.normalize("NFKC").replace(/\p{Nd}/gu, digit).replace(/[\s\p{Z}\p{Pd}\p{Cf}−ー]/gu, "").toUpperCase().replace(/O/g, "0").replace(/[IL]/g, "1");

function show(code, guest) {
  document.getElementById("no-code").hidden = true;
  // The result of the previous ticket must not look like the result of this one.
  const result = document.getElementById("result");
  if (result) result.style.visibility = "hidden";
  // Whoever showed a code that waits is inside: without an answer, only this page can know that it is shown again.
  const before = code && waiting.find((each) => each.code && plain(each.code) === plain(code));
  repeated = before?.key;
  twice.hidden = !before;
  twice.textContent = before ? twice.dataset.say.replace("{0}", clock(before.at)) : "";
  if (before) return;
  waiting.push({ code, ...(guest && { guest }), key: key(), at: new Date().toISOString(), late: silent });
  keep();
  send();
}

function takeBack(undo) {
  // An answer to another one shows its button anew.
  if (waiting.some((each) => each.undo === undo)) return;
  waiting.push({ code: "", undo, key: key(), late: silent });
  keep();
  send();
}

// One request at a time: each is sent with the list of those before it, to which the answer adds its own.
async function send() {
  if (sending || !waiting.length) return;
  sending = true;
  // What was refused is tried again when nothing else waits.
  const wish = waiting.find((each) => !each.refused) ?? waiting[0];
  const outcome = await post(wish);
  sending = false;
  silent = outcome === "silent";
  // Their attendees are let in without an answer: a refusal that comes later has to be seen.
  if (silent) for (const each of waiting) each.late = true;
  if (!silent) waiting.splice(waiting.indexOf(wish), 1);
  if (outcome === "refused") waiting.push({ ...wish, refused: true, late: true });
  keep();
  clearTimeout(again);
  if (silent || waiting.every((each) => each.refused)) again = setTimeout(send, PAUSE);
  else send();
}

// Whether the check-in was "answered"; "refused" by an error that says nothing about the ticket, and will stay; or the server "silent".
async function post(wish) {
  const fields = new URLSearchParams(new FormData(form));
  for (const [name, value] of Object.entries(wish)) fields.set(name, value);
  try {
    const answer = await fetch(form.action, { method: "POST", body: fields, signal: AbortSignal.timeout(10000) });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const door = page.getElementById("door");
    // The session has expired: the page shows it, and waiting check-ins are sent after signing in.
    if (!door && answer.redirected) location.assign(form.action);
    if (!door) return answer.status >= 400 && answer.status < 500 && ![401, 408, 429].includes(answer.status) ? "refused" : "silent";
    if (door.dataset.unsure) return "silent";
    document.getElementById("door").replaceWith(document.adoptNode(door));
    const guests = page.getElementById("guests");
    if ((wish.guest || wish.undo) && guests) document.getElementById("guests").replaceWith(document.adoptNode(guests));
    say(door.dataset.say);
    return "answered";
  } catch {
    return "silent";
  }
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  if (event.submitter?.name === "undo") {
    event.submitter.disabled = true;
    document.getElementById("no-code").hidden = true;
    takeBack(event.submitter.value);
    field.focus();
    return;
  }
  if (event.submitter?.name === "guest") {
    event.submitter.disabled = true;
    show("", event.submitter.value);
    field.focus();
    return;
  }
  const code = field.value.trim();
  field.value = "";
  field.focus();
  if (code) show(code);
  else document.getElementById("no-code").hidden = false;
});

// Without an answer the page stays: no other can be had, and codes are still scanned on this one.
function away() {
  const note = document.createElement("p");
  note.className = "note warn";
  note.textContent = document.getElementById("guest-form").dataset.away;
  document.getElementById("guests").replaceChildren(note);
  say(note.textContent);
}

// Guests are found without leaving the page, which knows the last tickets.
document.getElementById("guest-form").addEventListener("submit", async (event) => {
  event.preventDefault();
  const address = form.action + "?" + new URLSearchParams(new FormData(event.target));
  try {
    const answer = await fetch(address, { signal: AbortSignal.timeout(10000) });
    const guests = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("guests");
    // The session has expired: the page shows it.
    if (!guests && answer.redirected) return location.assign(address);
    if (!guests) return away();
    document.getElementById("guests").replaceWith(document.adoptNode(guests));
    say(guests.dataset.say);
  } catch {
    away();
  }
});

// Closing the tab or signing out would forget them.
addEventListener("beforeunload", (event) => {
  if (waiting.length) event.preventDefault();
});

addEventListener("online", send);
keep();
send();

// The camera. Safari, Firefox and many Chromiums cannot read QR codes themselves: they fetch a decoder when the camera is switched on.
const detectorOf = async () => {
  const { BarcodeDetector } = "BarcodeDetector" in window ? window : await import("./qr-0.7.0/decode.js");
  return new BarcodeDetector({ formats: ["qr_code"] });
};
const camera = document.getElementById("camera");
if (navigator.mediaDevices?.getUserMedia) {
  const button = camera.querySelector("button");
  const video = document.getElementById("viewfinder");
  let detector, stream;
  const seen = new Map();

  const stop = () => {
    stream?.getTracks().forEach((track) => track.stop());
    stream = undefined;
    video.srcObject = null;
    video.hidden = true;
    button.textContent = button.dataset.off;
    button.setAttribute("aria-pressed", "false");
  };
  const look = async () => {
    if (!stream) return;
    const began = Date.now();
    try {
      const codes = (await detector.detect(video)).map((found) => found.rawValue);
      // Who holds up two tickets shows two attendees. A code stays in the picture for many frames, but is one attendee, also on a device that
      // takes seconds to read one frame, and where another one is read between two frames.
      for (const [code, at] of seen) if (began - at > AWAY) seen.delete(code);
      for (const code of codes) {
        if (!seen.has(code)) show(code);
        seen.set(code, Date.now());
      }
    } catch {
      // There is no frame yet.
    }
    setTimeout(look, 150);
  };
  const start = async () => {
    try {
      detector ??= await detectorOf();
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
      video.srcObject = stream;
      video.hidden = false;
      await video.play();
      button.textContent = button.dataset.on;
      button.setAttribute("aria-pressed", "true");
      look();
    } catch {
      stop();
      say(button.dataset.refused);
      button.textContent = button.dataset.refused;
    }
  };
  button.addEventListener("click", () => (stream ? stop() : start()));
  addEventListener("pagehide", stop);
  camera.hidden = false;
}
