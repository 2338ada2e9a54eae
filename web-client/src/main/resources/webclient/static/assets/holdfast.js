// Improves the pages; all of them also work without JavaScript.

const say = (text) => {
  const voice = document.getElementById("say");
  if (voice && text) voice.textContent = text;
};
const fill = (template, value) => template.replace("{0}", value);
const language = document.documentElement.dataset.language;
const number = new Intl.NumberFormat(language);
const plurals = new Intl.PluralRules(language);
// A message that counts has a form for each kind of number that its language tells apart.
const counted = (forms, count) => {
  const texts = JSON.parse(forms);
  return texts["=" + count] ?? texts[plurals.select(count)] ?? texts.other;
};

// Countdowns run by the server's clock: its difference to the browser's is taken from the time at which the page was made.
function countdown(element) {
  const ahead = Date.parse(element.dataset.now) - Date.now();
  let before = Infinity;
  const tick = () => {
    if (!element.isConnected) return clearInterval(timer);
    // It may be prolonged meanwhile.
    const until = Date.parse(element.dataset.until);
    const left = Math.max(0, Math.ceil((until - Date.now() - ahead) / 1000));
    element.textContent = clock(left);
    element.classList.toggle("soon", left <= 120);
    for (const minutes of [5, 2]) {
      if (before > minutes * 60 && left <= minutes * 60 && left > minutes * 60 - 5) say(element.dataset["say" + minutes]);
    }
    before = left;
    if (left > 0) return;
    clearInterval(timer);
    say(element.dataset.say0);
    if (element.dataset.after) element.textContent = element.dataset.after;
    if (element.dataset.then === "reload") setTimeout(() => location.reload(), 800);
  };
  const timer = setInterval(tick, 1000);
  tick();
}

// Some languages write 0:05, others 00:05: the page's own times are written as the short time of the language, and so are these.
const oneOClock = new Intl.DateTimeFormat(language, { timeStyle: "short" }).formatToParts(new Date(2026, 0, 1, 1));
const hourDigits = oneOClock.find((part) => part.type === "hour").value.length === 2 ? "2-digit" : "numeric";

// A deadline is in the event's zone. If the reader's clock shows another time then, that is added, with its day if that is another, too.
function ownTime(element) {
  const show = () => {
    const at = new Date(element.dataset.ownTime);
    const ahead = Number(element.dataset.ahead);
    element.hidden = -60 * at.getTimezoneOffset() === ahead;
    if (element.hidden) return;
    const isSameDay = new Date(at.getTime() + 1000 * ahead).getUTCDate() === at.getDate();
    const day = isSameDay ? {} : { weekday: "short", month: "short", day: "numeric" };
    const text = new Intl.DateTimeFormat(language, { ...day, hour: hourDigits, minute: "2-digit" }).format(at);
    // After a sentence it is one, too.
    const isSentence = /[.。]\s*$/.test(element.previousElementSibling?.textContent ?? "");
    element.textContent = fill(isSentence ? element.dataset.sentence : element.dataset.say, text).replace(/\.{2}$/, ".");
  };
  element.addEventListener("prolonged", show);
  show();
}

const twoDigits = new Intl.NumberFormat(language, { minimumIntegerDigits: 2 });
const inDays = new Intl.NumberFormat(language, { style: "unit", unit: "day", unitDisplay: "narrow" });

function clock(seconds) {
  const two = (n) => twoDigits.format(n);
  const days = Math.floor(seconds / 86400);
  const hours = Math.floor((seconds % 86400) / 3600);
  const minutes = Math.floor((seconds % 3600) / 60);
  const rest = ":" + two(seconds % 60);
  if (days) return `${inDays.format(days)} ${two(hours)}:${two(minutes)}${rest}`;
  return hours ? `${number.format(hours)}:${two(minutes)}${rest}` : number.format(minutes) + rest;
}

// The order box: steppers, the running total, and availability as it changes.
function orderBox(form) {
  const tiers = [...form.querySelectorAll("[data-tier]")];
  const total = form.querySelector("#total");
  const hold = form.querySelector("#hold");
  const digits = Number(form.dataset.digits);
  const money = new Intl.NumberFormat(language, { style: "currency", currency: form.dataset.currency });
  // As the page writes amounts: a sign after Latin letters (US$) stays behind them where lines run to the left.
  const written = (amount) => money.formatToParts(amount).map(({ type, value }) =>
    type === "currency" && document.dir === "rtl" && /^[A-Z]/.test(value) ? value + "\u200e" : value).join("");
  const field = (tier) => tier.querySelector("input[type=number]");
  const count = (tier) => Math.max(0, Math.floor(Number(field(tier)?.value) || 0));
  const picked = (tier) => [...document.querySelectorAll(`[name="s_${tier.dataset.tier}"]:checked`)];
  const gone = new Set(tiers.filter((tier) => field(tier)?.disabled));
  // Not disabled while focused: a disabled button loses the keyboard's focus.
  const off = (button, is) => {
    button.disabled = false;
    button.setAttribute("aria-disabled", is);
  };

  // Picked seats, each with a button that gives it up.
  const list = (names, boxes) => {
    const seats = boxes.map((box) => box.value).join();
    if (names.dataset.shown === seats) return;
    names.dataset.shown = seats;
    names.replaceChildren(...boxes.map((box) => {
      const words = fill(box.closest("[data-row]").dataset.saySeat, box.value.slice(box.value.lastIndexOf("-") + 1));
      const shown = box.closest("[data-section]") ? words : box.value;
      const button = Object.assign(document.createElement("button"), { type: "button", className: "seat-off", value: box.value, textContent: `${shown} ×` });
      button.dataset.unpick = box.value;
      button.setAttribute("aria-label", fill(form.dataset.sayRemove, words));
      return button;
    }));
  };
  const unpick = (button) => {
    const tier = button.closest("[data-tier]");
    const boxes = picked(tier);
    const place = boxes.findIndex((box) => box.value === button.dataset.unpick);
    boxes[place]?.click();
    // The keyboard stays at the seats.
    const rest = tier.querySelectorAll("[data-unpick]");
    (rest[Math.min(place, rest.length - 1)] ?? tier.querySelector(".tier-seats a") ?? field(tier)).focus();
  };

  const refresh = () => {
    let sum = 0;
    for (const tier of tiers) {
      const input = field(tier);
      if (!input) continue;
      // Picked seats replace the number, for which the best seats are chosen.
      const seats = picked(tier);
      tier.classList.toggle("picked", seats.length > 0);
      const names = tier.querySelector("[data-picked]");
      if (names) list(names, seats);
      input.disabled = gone.has(tier) || seats.length > 0;
      sum += (seats.length || (input.disabled ? 0 : count(tier))) * Number(tier.dataset.price);
      const [fewer, more] = tier.querySelectorAll("[data-step]");
      off(fewer, input.disabled || count(tier) <= 0);
      off(more, input.disabled || count(tier) >= Number(input.max));
    }
    if (total) total.textContent = written(sum / 10 ** digits);
  };

  form.addEventListener("click", (event) => {
    const off = event.target.closest("[data-unpick]");
    if (off) return unpick(off);
    const button = event.target.closest("[data-step]");
    if (!button || button.getAttribute("aria-disabled") === "true") return;
    const input = field(button.closest("[data-tier]"));
    input.value = Math.min(Number(input.max), Math.max(0, Number(input.value || 0) + Number(button.dataset.step)));
    refresh();
  });
  form.addEventListener("input", refresh);
  form.addEventListener("picked", refresh);
  window.addEventListener("pageshow", refresh);
  refresh();

  const show = (availability) => {
    for (const now of availability.tiers ?? []) {
      const tier = tiers.find((candidate) => candidate.dataset.tier === now.id);
      if (!tier || !field(tier)) continue;
      const status = tier.querySelector("[data-tier-status]");
      const words = { held: form.dataset.sayHeld, "sold-out": form.dataset.saySoldOut };
      const text = now.status === "low"
        ? fill(counted(form.dataset.sayLow, now.available), number.format(now.available))
        : (words[now.status] ?? form.dataset.sayAvailable);
      if (status.textContent !== text) status.textContent = text;
      if (!tier.classList.contains(now.status)) {
        say(`${tier.dataset.name}: ${text}`);
        for (const each of [tier, status]) {
          each.classList.remove("available", "low", "held", "sold-out");
          each.classList.add(now.status);
        }
      }
      const input = field(tier);
      if (now.available > 0) gone.delete(tier);
      else gone.add(tier);
      if (now.available > 0) input.max = Math.min(Number(tier.dataset.most), now.available);
    }
    const none = tiers.every((tier) => !field(tier) || gone.has(tier)) && !tiers.some((tier) => picked(tier).length);
    if (hold) hold.disabled = none;
    form.classList.toggle("none-left", none);
    refresh();
    form.dispatchEvent(new CustomEvent("availability", { detail: availability }));
  };
  if (form.dataset.live) live(form.dataset.live, show);
}

// One event stream while the page is visible. When it breaks, it reconnects after a random delay and polls by ETag until then. What is over
// is not there any more, or not for this visitor. A page that must miss nothing polls after each `hidden` milliseconds while it is not seen.
// What it returns asks at once, where there is no stream.
function live(address, show, over = () => {}, hidden = 0) {
  let source, retry, etag, failures = 0;
  const ask = () => fetch(address, { headers: etag ? { "If-None-Match": etag } : {}, cache: "no-store" });
  const poll = async () => {
    try {
      let answer = await ask();
      if (answer.status === 401) {
        // The page may have been open for longer than a token lasts: its session may live, and then this gives the cookie a new one.
        const session = await fetch(new URL("../api/users/currentuser", import.meta.url), { cache: "no-store" });
        if (!session.ok) return;
        answer = await ask();
      }
      if ([401, 403, 404, 410].includes(answer.status)) return over();
      if (answer.status !== 200) return;
      const now = await answer.json();
      etag = answer.headers.get("ETag");
      show(now);
    } catch {
      // The next attempt is already scheduled.
    }
  };
  const close = () => {
    clearTimeout(retry);
    source?.close();
    source = undefined;
  };
  const open = () => {
    close();
    if (document.hidden) {
      const again = () => {
        poll();
        open();
      };
      if (hidden) retry = setTimeout(again, hidden);
      return;
    }
    source = new EventSource(address + "/stream");
    const read = (event) => {
      failures = 0;
      try {
        show(JSON.parse(event.data));
      } catch {
        // Not an availability, but a comment or a heartbeat.
      }
    };
    source.onmessage = read;
    source.addEventListener("availability", read);
    source.addEventListener("entry", read);
    source.onerror = () => {
      close();
      const wait = Math.min(30000, 1000 * 2 ** failures++);
      poll();
      retry = setTimeout(open, wait / 2 + Math.random() * wait);
    };
  };
  document.addEventListener("visibilitychange", open);
  window.addEventListener("pagehide", close);
  open();
  return () => source || document.hidden || poll();
}

// The page of a waiting room: place and estimate as they change. Milestones are announced, not every step.
function queue(sheet) {
  const part = (name) => sheet.querySelector(`[data-${name}]`);
  const put = (element, text) => {
    if (element && element.textContent !== text) element.textContent = text;
  };
  const minutes = (seconds) => number.format(Math.max(1, Math.ceil(seconds / 60)));
  const milestones = [5000, 1000, 500, 100, 50, 20, 10, 5, 1];
  let last = Infinity;
  let status = sheet.dataset.status;
  let gone = false;
  let opensAt, bell;
  // Whose stream was refused asks once places are drawn: not all at the same moment.
  const awaitBell = (room) => {
    const left = Date.parse(room.opensAt) - Date.parse(room.serverNow);
    if (room.opensAt === opensAt || left > 3600000) return;
    opensAt = room.opensAt;
    clearTimeout(bell);
    bell = setTimeout(ask, left + 1000 + 4000 * Math.random());
  };
  const show = (entry) => {
    if (gone) return;
    const { room } = entry;
    if (entry.status === "admitted" && document.hidden) {
      // Who looks at another page sees the title of this one, which leads on when it is seen.
      document.title = sheet.dataset.sayTurn;
      return;
    }
    if (entry.status === "admitted") {
      gone = true;
      say(sheet.dataset.sayTurn);
      return location.assign(sheet.dataset.then);
    }
    if (entry.status !== "waiting" || room.status === "closed") {
      gone = true;
      return location.reload();
    }
    part("gathering").hidden = Boolean(entry.place);
    part("drawn").hidden = !entry.place;
    put(part("many"), fill(part("many").dataset.say, number.format(room.entries)));
    if (!entry.place) return awaitBell(room);
    put(part("place"), number.format(entry.place));
    // While no one is admitted, no one is next.
    const words = { "sold-out": sheet.dataset.saySoldOut, paused: sheet.dataset.sayPaused };
    put(part("before"), entry.before
      ? fill(counted(sheet.dataset.sayBefore, entry.before), number.format(entry.before))
      : words[room.status] ? sheet.dataset.sayFirst : sheet.dataset.sayNext);
    const guess = entry.estimate;
    put(part("estimate"), guess
      ? sheet.dataset.estimate.replace("{0}", minutes(guess.atLeast)).replace("{1}", minutes(guess.atMost))
      : sheet.dataset.unknown);
    if (last === Infinity) {
      say(sheet.dataset.sayPlace.replace("{0}", number.format(entry.place)).replace("{1}", number.format(entry.before)));
    } else if (milestones.some((stone) => last > stone && entry.before <= stone)) {
      say(part("before").textContent);
    }
    last = entry.before;
    const notice = part("room");
    if (room.status !== status) {
      status = room.status;
      notice.hidden = !words[status];
      put(notice, words[status] ?? "");
    }
    part("still").hidden = !room.tiers.length;
    for (const tier of room.tiers) {
      const text = tier.available
        ? fill(counted(sheet.dataset.left, tier.available), number.format(tier.available))
        : tier.held ? fill(sheet.dataset.held, number.format(tier.held)) : sheet.dataset.gone;
      put(sheet.querySelector(`[data-left-of="${CSS.escape(tier.id)}"] [data-left]`), text);
    }
  };
  // Without an entry, or without a room, the server knows what to show.
  const over = () => {
    gone = true;
    location.reload();
  };
  // Those who wait look at other pages meanwhile, and have minutes from when the turn comes.
  const ask = live(sheet.dataset.queue, show, over, 30000);
}

function reveal(button) {
  button.addEventListener("click", () => {
    const input = document.getElementById(button.dataset.reveal);
    const shown = input.type === "password";
    input.type = shown ? "text" : "password";
    button.setAttribute("aria-pressed", String(shown));
    button.textContent = shown ? button.dataset.hide : button.dataset.show;
  });
  button.disabled = false;
}

// A form is not sent twice. Its key would make that harmless, too.
function once(form) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) return event.preventDefault();
    form.dataset.sent = "yes";
    const button = form.querySelector("button[data-busy]");
    if (button) {
      button.textContent = button.dataset.busy;
      button.setAttribute("aria-disabled", "true");
    }
  });
  window.addEventListener("pageshow", () => delete form.dataset.sent);
}

// A form that a busy service refused is sent again automatically, with the same key.
function retry(form) {
  let left = Number(form.dataset.retry);
  const line = document.querySelector("[data-retry-line]");
  const timer = setInterval(() => {
    if (line) line.textContent = fill(counted(line.dataset.say, Math.max(0, left)), number.format(Math.max(0, left)));
    if (left-- > 0) return;
    clearInterval(timer);
    form.requestSubmit();
  }, 1000);
}

// A part of the page that is loaded again every few seconds while the page is visible, until it is marked as settled.
function fresh(element) {
  let timer, before, unfolded;
  const wait = () => Number(element.dataset.fresh) * (800 + Math.random() * 400);
  const again = (delay) => {
    clearTimeout(timer);
    if (document.hidden || !element.isConnected || element.querySelector("[data-settled]")) return;
    timer = setTimeout(() => {
      element.dispatchEvent(new Event("fresh"));
      again(wait());
    }, delay);
  };
  // An unchanged part is not replaced, so that focus and selection stay.
  element.addEventListener("htmx:beforeSwap", (event) => {
    // Nor is one that the keyboard is in: it is replaced when the keyboard has left it.
    const isUsed = element.contains(document.activeElement);
    if (isUsed || event.detail.serverResponse === before) event.detail.shouldSwap = false;
    if (!isUsed) before = event.detail.serverResponse;
    unfolded = [...element.querySelectorAll("details[open]")].map((details) => details.id);
  });
  element.addEventListener("htmx:afterSwap", () => {
    for (const details of element.querySelectorAll("details")) details.open ||= unfolded.includes(details.id);
  });
  document.addEventListener("visibilitychange", () => again(0));
  again(wait());
}

function guessZone(select) {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if ([...select.options].some((option) => option.value === zone)) select.value = zone;
}

// The share sheet of the device, or else the clipboard.
function share(button) {
  if (!navigator.share && !navigator.clipboard) return;
  button.hidden = false;
  button.addEventListener("click", async () => {
    const { title, copied } = button.dataset;
    const address = document.querySelector("link[rel=canonical]").href;
    try {
      if (navigator.share) return await navigator.share({ title, url: address });
      await navigator.clipboard.writeText(address);
      button.textContent = copied;
      say(copied);
    } catch {
      // Closed without sharing.
    }
  });
}

function start(root) {
  const each = (selector, use) => root.querySelectorAll(selector).forEach(use);
  each("[data-countdown]", countdown);
  each("[data-own-time]", ownTime);
  each("[data-currency]", orderBox);
  each('[data-queue]:not([data-queue=""])', queue);
  each("[data-reveal]", reveal);
  each("[data-share]", share);
  each("form[data-once]", once);
  each("form[data-retry]", retry);
  each("[data-guess=zone]", guessZone);
  each("[data-fresh]", fresh);
}

// A search that failed says so, and what is shown is from before.
for (const [type, failed] of [["responseError", true], ["sendError", true], ["afterSwap", false]]) {
  document.body.addEventListener("htmx:" + type, (event) => {
    const selector = event.detail.requestConfig?.elt.dataset.failed;
    if (selector) document.querySelector(selector).hidden = !failed;
  });
}

// More events: the keyboard goes to the first of them, and Back comes to as many as there were, at the same place.
const remember = (what) => history.replaceState({ ...history.state, ...what }, "");
const moreEvents = () => document.querySelector("#results .more [rel=next][hx-get]");
document.body.addEventListener("htmx:afterSettle", ({ detail }) => {
  const results = document.getElementById("results");
  if (!detail.requestConfig?.elt.closest?.(".more") && detail.requestConfig?.elt.rel !== "next") return say(results?.dataset.say);
  const pages = results.querySelectorAll(".page");
  const last = pages[pages.length - 1];
  say(last?.dataset.say);
  const again = Number(history.state?.again ?? 0);
  if (pages.length > (history.state?.pages ?? 1)) remember({ pages: pages.length });
  if (again > pages.length && moreEvents()) return moreEvents().click();
  if (again) {
    remember({ again: 0 });
    scrollTo({ top: history.state.top ?? 0, behavior: "instant" });
  } else last?.querySelector("a")?.focus({ preventScroll: true });
});
addEventListener("pagehide", () => history.state?.pages && remember({ top: scrollY }));
if (performance.getEntriesByType("navigation")[0]?.type === "back_forward" && history.state?.pages > 1) {
  remember({ again: history.state.pages });
  addEventListener("load", () => moreEvents()?.click());
}

start(document);
// What is loaded later.
document.body.addEventListener("htmx:load", ({ detail }) => {
  if (detail.elt !== document.body) detail.elt.querySelectorAll("[data-own-time]").forEach(ownTime);
});
(document.getElementById("signed-out") ?? document.getElementById("problems") ?? document.getElementById("conflict") ?? document.getElementById("happened")
  ?? document.querySelector("[aria-invalid=true]"))?.focus();
