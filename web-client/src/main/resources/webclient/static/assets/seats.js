// The plan of a seated tier. The form sends the boxes in its rows; the drawing shows them and can be clicked.

const form = document.getElementById("tickets");
const say = (text) => (document.getElementById("say").textContent = text);
// Labels that the organizer typed stay in one piece in a page whose lines run the other way.
const rightToLeft = /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u;
const isForeign = (text) => [...text].some((letter) => /\p{L}/u.test(letter) && rightToLeft.test(letter) !== (document.documentElement.dir === "rtl"));
const isolated = (value) => (isForeign(String(value)) ? `\u2068${value}\u2069` : value);
const fill = (template, ...values) => values.reduce((text, value, i) => text.replace(`{${i}}`, isolated(value)), template);
const language = document.documentElement.dataset.language;
const number = new Intl.NumberFormat(language);
const plurals = new Intl.PluralRules(language);
// A message that counts has a form for each kind of number that its language tells apart.
const counted = (forms, count) => {
  const texts = JSON.parse(forms);
  return texts["=" + count] ?? texts[plurals.select(count)] ?? texts.other;
};

function plan(section) {
  const words = section.dataset;
  const tier = form.querySelector(`[data-tier="${CSS.escape(words.tierId)}"]`);
  const most = Number(tier.dataset.most);
  const svg = section.querySelector("[data-map]");
  const line = section.querySelector(".map-line");
  const rows = new Map();
  for (const details of section.querySelectorAll("[data-row]")) {
    const key = details.dataset.row;
    const drawn = svg?.querySelector(`[data-drawn="${CSS.escape(key)}"]`);
    const part = details.closest("[data-section]")?.dataset.section;
    const row = { label: details.dataset.label, step: Number(details.dataset.step), part, details, drawn, seats: new Map() };
    if (drawn) {
      row.from = Number(drawn.dataset.from);
      row.aisles = (drawn.dataset.aisles ?? "").split(",").filter(Boolean).map(Number);
      row.y = drawn.transform.baseVal[0].matrix.f;
    }
    rows.set(key, row);
    adopt(row);
  }

  function adopt(row) {
    for (const box of row.details.querySelectorAll("input")) {
      const number = Number(box.value.slice(box.value.lastIndexOf("-") + 1));
      row.seats.set(number, { number, name: box.value, kind: box.dataset.kind, taken: box.disabled, box });
    }
  }

  const later = [...rows.values()].filter((row) => row.details.querySelector("[data-later]"));
  let known, etag;

  // The rows of a large plan get their boxes when they are unfolded.
  const list = async (row) => {
    const place = row.details.querySelector("[data-later]");
    if (!place) return;
    await (known ??= seats());
    if (!row.seats.size || !place.isConnected || !("later" in place.dataset)) return;
    const boxes = [...row.seats.values()].map((seat) => {
      seat.box = Object.assign(document.createElement("input"), { type: "checkbox", name: "s_" + words.tierId, value: seat.name, disabled: seat.taken });
      seat.box.setAttribute("form", form.id);
      const label = Object.assign(document.createElement("label"), { className: `seat-box ${seat.kind ?? ""}` });
      label.append(seat.box, Object.assign(document.createElement("span"), { textContent: seat.number }));
      if (seat.kind) label.append(Object.assign(document.createElement("small"), { textContent: seat.kind === "accessible" ? words.sayAccessible : words.sayCompanion }));
      return label;
    });
    delete place.dataset.later;
    place.replaceChildren(...boxes);
  };
  for (const row of later) {
    row.details.addEventListener("toggle", () => row.details.open && list(row));
    row.details.querySelector("button").addEventListener("click", (event) => {
      event.preventDefault();
      list(row);
    });
  }

  const x = (row, number) => row.from + ((number - 1) * svg.dataset.pitch) / row.step + row.aisles.filter((aisle) => aisle < number).length * svg.dataset.aisle;
  const draw = (row) => {
    if (!row.drawn) return;
    const paths = { free: "", taken: "", chosen: "", tick: "" };
    for (const seat of row.seats.values()) {
      const at = `M${x(row, seat.number)} 0`;
      const outline = svg.dataset[seat.kind ?? "seat"];
      if (seat.box?.checked) {
        paths.chosen += at + outline;
        paths.tick += at + svg.dataset.tick;
      } else if (seat.taken) paths.taken += at + svg.dataset.taken;
      else paths.free += at + outline;
    }
    for (const [name, path] of Object.entries(paths)) row.drawn.querySelector(".seat-" + name).setAttribute("d", path);
  };
  // A seat by itself: Seat A-12, or Balcony, row A, seat 12.
  const called = (row, name) => fill(row.details.dataset.saySeat, name.slice(name.lastIndexOf("-") + 1));
  const picked = () => section.querySelectorAll("input:checked").length;
  const changed = () => {
    form.dispatchEvent(new Event("picked"));
    together();
  };

  // Said before anything is held: that the seats would not be side by side. The form tells the server that it need not say so.
  const runs = (row, is) => {
    let longest = 0, run = 0, before;
    for (const seat of [...row.seats.values()].sort((one, other) => one.number - other.number)) {
      const next = run && seat.number === before + row.step && !row.aisles?.some((aisle) => aisle >= before && aisle < seat.number);
      run = is(seat) ? (next ? run + 1 : 1) : 0;
      before = seat.number;
      longest = Math.max(longest, run);
    }
    return longest;
  };
  const together = () => {
    const number = tier.querySelector("input[type=number]");
    const chosen = picked();
    const count = chosen || Number(number?.value) || 0;
    const isKnown = later.length === 0 || etag !== undefined;
    // Asks again here when it has the answer.
    if (count > 1 && !isKnown) known ??= seats();
    const is = chosen ? (seat) => seat.box?.checked : (seat) => !seat.taken;
    const longest = count > 1 && isKnown ? Math.max(0, ...[...rows.values()].map((row) => runs(row, is))) : count;
    const text = longest >= count ? "" : chosen ? words.sayApartPicked : fill(words.sayApart, count);
    let note = tier.querySelector(".tier-apart");
    if (!note && !text) return;
    if (!note) {
      note = Object.assign(document.createElement("p"), { className: "tier-apart" });
      tier.append(note);
    }
    note.hidden = !text;
    if (text && note.textContent !== text) say(text);
    note.textContent = text;
  };
  tier.addEventListener("input", together);
  // The buttons beside the number change it without an event of its own.
  tier.addEventListener("click", (event) => event.target.closest("[data-step]") && setTimeout(together));

  section.addEventListener("change", (event) => {
    const box = event.target;
    const row = rows.get(box.closest("[data-row]")?.dataset.row);
    if (!row) return;
    if (box.checked && picked() > most) {
      box.checked = false;
      tell(fill(counted(words.sayMost, most), number.format(most)));
      return;
    }
    tier.querySelector(".tier-problem")?.remove();
    draw(row);
    changed();
    say(fill(counted(box.checked ? words.sayPicked : words.sayGiven, picked()), called(row, box.value), number.format(picked())));
  });

  // Arrows lead to the next free seat of the row, and to the nearest one of the unfolded row before or after it: a long row has many to tab through.
  const arrows = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };
  const free = (row) => [...row.seats.values()].filter((seat) => seat.box && !seat.box.closest("details:not([open])") && !seat.box.disabled).sort((one, other) => one.number - other.number);
  section.addEventListener("keydown", (event) => {
    const row = rows.get(event.target.closest("[data-row]")?.dataset.row);
    const from = row && [...row.seats.values()].find((each) => each.box === event.target);
    if (!from || !arrows[event.key] || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const [up, along] = arrows[event.key];
    const lead = (seat) => {
      if (!seat) return;
      event.preventDefault();
      seat.box.focus();
    };
    if (along) return lead(free(row).at(Math.max(0, free(row).indexOf(from) + along)));
    const others = [...rows.values()].filter((each) => each === row || free(each).length);
    const place = (each, seat) => (each.drawn ? x(each, seat.number) : seat.number);
    const away = (seat, other) => Math.abs(place(other, seat) - place(row, from));
    const other = others[others.indexOf(row) + up];
    if (other) lead(free(other).reduce((best, seat) => (away(seat, other) < away(best, other) ? seat : best)));
  });

  // The seat at a point of the drawing.
  const at = (event) => {
    const point = new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM().inverse());
    const row = [...rows.values()].find((each) => each.drawn && Math.abs(each.y - point.y) <= svg.dataset.row / 2);
    const seat = row && [...row.seats.values()].find((each) => Math.abs(x(row, each.number) - point.x) <= svg.dataset.pitch / 2);
    return seat && { row, seat };
  };
  const ring = (spot) => {
    const circle = svg?.querySelector(".seat-at");
    if (!circle) return;
    circle.setAttribute("cx", spot ? x(spot.row, spot.seat.number) : -50);
    circle.setAttribute("cy", spot ? spot.row.y : -50);
  };
  // Shown at the plan and at the line of the tier in the order box.
  const tell = (text) => {
    if (line) line.textContent = text;
    if (!tier.querySelector(".tier-problem")) tier.append(Object.assign(document.createElement("p"), { className: "tier-problem" }));
    tier.querySelector(".tier-problem").textContent = text;
    say(text);
  };
  const point = (spot) => {
    ring(spot);
    if (!line) return;
    line.textContent = "";
    if (!spot) return;
    const { row, seat } = spot;
    const place = fill(seat.taken ? words.sayTaken : words.saySeat, row.label, seat.number);
    const kind = seat.kind === "accessible" ? words.sayAccessible : words.sayCompanion;
    line.textContent = (row.part ? `${isolated(row.part)} · ` : "") + (seat.kind && !seat.taken ? words.list.replace("{1}", () => kind).replace("{0}", () => place) : place);
  };
  if (svg) {
    svg.addEventListener("pointermove", (event) => {
      if (later.length) known ??= seats();
      const spot = at(event);
      svg.classList.toggle("over", Boolean(spot && !spot.seat.taken));
      point(spot);
    });
    svg.addEventListener("pointerleave", (event) => event.pointerType === "mouse" && point());
    svg.addEventListener("click", async (event) => {
      if (later.length) await (known ??= seats());
      const spot = at(event);
      point(spot);
      if (!spot || (spot.seat.taken && !spot.seat.box?.checked)) return;
      await list(spot.row);
      spot.seat.box?.click();
    });
    section.addEventListener("focusin", (event) => {
      const row = rows.get(event.target.closest("[data-row]")?.dataset.row);
      const seat = row && [...row.seats.values()].find((each) => each.box === event.target);
      point(seat && { row, seat });
    });
    zoom(section, svg);
  }

  // Updates which seats are free. A picked seat that is taken now is dropped, with a message.
  async function seats() {
    let map;
    try {
      const answer = await fetch(words.seats, { headers: etag ? { "If-None-Match": etag } : {}, cache: "no-store" });
      if (answer.status !== 200) return;
      map = await answer.json();
      etag = answer.headers.get("ETag");
    } catch {
      // Asked again when the availability changes.
      return;
    }
    const current = map.tiers.find((each) => each.id === words.tierId);
    const lost = [];
    for (const now of current?.rows ?? []) {
      const row = rows.get(now.section ? `${now.section} ${now.label}` : now.label);
      if (!row) continue;
      for (const { number, name, state, kind } of now.seats) {
        if (!row.seats.has(number)) row.seats.set(number, { number, name, kind: kind ?? undefined });
        const seat = row.seats.get(number);
        seat.taken = state !== "free";
        if (!seat.box) continue;
        if (seat.taken && seat.box.checked) {
          seat.box.checked = false;
          lost.push(called(row, name));
        }
        seat.box.disabled = seat.taken;
      }
      const free = [...row.seats.values()].filter((seat) => !seat.taken).length;
      const count = row.details.querySelector("[data-free]");
      const text = fill(counted(words.sayFree, free), number.format(free));
      if (count.textContent !== text) count.textContent = text;
      draw(row);
    }
    for (const part of section.querySelectorAll("[data-section]")) {
      const free = [...rows.values()].filter((row) => part.contains(row.details)).reduce((sum, row) => sum + [...row.seats.values()].filter((seat) => !seat.taken).length, 0);
      const text = fill(counted(words.sayFree, free), number.format(free));
      const count = part.querySelector("[data-section-free]");
      if (count.textContent !== text) count.textContent = text;
    }
    changed();
    if (lost.length) tell(fill(words.sayLost, lost.join(" · ")));
  }

  window.addEventListener("pageshow", () => {
    rows.forEach((row) => row.seats.size && draw(row));
    changed();
  });
  return { tier: words.tierId, ask: () => (known = seats()) };
}

// Small screens start with seats that are large enough to touch, wide ones with the whole plan.
function zoom(section, svg) {
  const map = section.querySelector(".map");
  const button = section.querySelector("[data-zoom]");
  const isWhole = () => svg.getBoundingClientRect().width <= map.clientWidth + 1;
  const label = () => {
    button.hidden = Number(svg.getAttribute("width")) <= map.clientWidth;
    button.textContent = isWhole() ? button.dataset.near : button.dataset.whole;
  };
  // Seats as large as a finger.
  if (matchMedia("(pointer: coarse)").matches) {
    const factor = 44 / svg.dataset.pitch;
    for (const side of ["width", "height"]) svg.setAttribute(side, Math.round(svg.getAttribute(side) * factor));
  }
  const show = (part) => {
    const word = svg.querySelector(`[data-part="${CSS.escape(part)}"]`);
    if (word) map.scrollTop = ((Number(word.getAttribute("y")) - svg.dataset.row) * svg.getBoundingClientRect().height) / svg.viewBox.baseVal.height;
  };
  // A section that is unfolded in the list is shown on the plan, too.
  for (const details of section.querySelectorAll("[data-section]")) {
    details.addEventListener("toggle", () => details.open && show(details.dataset.section));
  }
  // The links above the plan move it, and not the page away from it.
  for (const link of section.querySelectorAll("[data-to]")) {
    link.addEventListener("click", (event) => {
      event.preventDefault();
      show(link.dataset.to);
      map.scrollIntoView({ block: "nearest" });
    });
  }
  // The letters of rows and the names of sections stay in sight.
  const letters = [...svg.querySelectorAll(".row-word")].map((word) => [word, Number(word.getAttribute("x"))]);
  const names = [...svg.querySelectorAll(".section-word")];
  let still = true;
  map.addEventListener("scroll", () => {
    if (!still) return;
    still = false;
    requestAnimationFrame(() => {
      still = true;
      const unit = svg.viewBox.baseVal.width / svg.getBoundingClientRect().width;
      const left = map.scrollLeft * unit;
      for (const [word, x] of letters) word.setAttribute("x", Math.max(x, left + 14));
      const middle = left + Math.min(map.clientWidth * unit, svg.viewBox.baseVal.width) / 2;
      for (const word of names) word.setAttribute("x", middle);
    });
  });
  const centre = () => (map.scrollLeft = (map.scrollWidth - map.clientWidth) / 2);
  button.addEventListener("click", () => {
    const whole = !isWhole();
    map.classList.toggle("whole", whole);
    map.classList.toggle("near", !whole);
    label();
    centre();
    map.scrollIntoView({ block: "nearest" });
  });
  new ResizeObserver(label).observe(map);
  centre();
}

const plans = [...document.querySelectorAll("[data-plan]")].map(plan);
if (!form.elements.apart) form.append(Object.assign(document.createElement("input"), { type: "hidden", name: "apart", value: "said" }));

// The seats are loaded again when the availability changes, at most every few seconds and after a random delay.
let seen, waiting;
form.addEventListener("availability", ({ detail }) => {
  const now = JSON.stringify([detail.asOf, detail.tiers]);
  const known = detail.tiers.every((tier) => Number(form.querySelector(`[data-tier="${CSS.escape(tier.id)}"]`)?.dataset.available) === tier.available);
  const first = seen === undefined;
  if (now === seen) return;
  seen = now;
  if ((first && known) || waiting) return;
  waiting = setTimeout(() => {
    waiting = undefined;
    plans.forEach((each) => each.ask());
  }, 700 + Math.random() * 1800);
});
