// Recomputes the places of a draw, as docs/waiting-room.md describes it, in the browser and with nothing but what is published.

const bytes = (text) => new TextEncoder().encode(text);
const fromHex = (hex) => Uint8Array.from(hex.match(/../g) ?? [], (two) => parseInt(two, 16));
const toHex = (buffer) => [...new Uint8Array(buffer)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
const sha256 = async (...parts) => {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return new Uint8Array(await crypto.subtle.digest("SHA-256", whole));
};

async function root(leaves) {
  if (!leaves.length) return sha256();
  if (leaves.length === 1) return leaves[0];
  let left = 1;
  while (left * 2 < leaves.length) left *= 2;
  return sha256(Uint8Array.of(1), await root(leaves.slice(0, left)), await root(leaves.slice(left)));
}

// The places by entry; what is wrong is thrown.
async function places(draw, commitment) {
  const seed = fromHex(draw.seed);
  if (toHex(await sha256(seed)) !== commitment) throw new Error("commitment");
  if (new Set(draw.entries).size !== draw.entries.length) throw new Error("entries");
  const leaves = [];
  for (const entry of draw.entries) leaves.push(await sha256(Uint8Array.of(0), bytes(entry)));
  const top = await root(leaves);
  if (toHex(top) !== draw.root) throw new Error("root");
  const key = await crypto.subtle.importKey("raw", seed, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  const lots = [];
  for (const entry of draw.entries) {
    const text = bytes(entry);
    const message = new Uint8Array(top.length + text.length);
    message.set(top);
    message.set(text, top.length);
    lots.push([toHex(await crypto.subtle.sign("HMAC", key, message)), entry]);
  }
  lots.sort((one, other) => (one < other ? -1 : 1));
  return new Map(lots.map(([, entry], index) => [entry, index + 1]));
}

const box = document.querySelector("[data-draw]");
const answer = box.querySelector("[role=status]");
const tell = (kind, text) => {
  answer.className = "note " + kind;
  answer.textContent = text;
  answer.hidden = false;
};
const button = box.querySelector("button");
button.addEventListener("click", async () => {
  button.setAttribute("aria-disabled", "true");
  try {
    const response = await fetch(box.dataset.draw);
    if (!response.ok) throw new TypeError("not there");
    const draw = await response.json();
    const computed = await places(draw, box.dataset.commitment);
    const language = document.documentElement.dataset.language;
    const number = new Intl.NumberFormat(language);
    const forms = JSON.parse(box.dataset.right);
    const right = forms[new Intl.PluralRules(language).select(computed.size)] ?? forms.other;
    const count = number.format(computed.size);
    const drawn = computed.get(box.dataset.entry);
    if (drawn && String(drawn) !== box.dataset.place) throw new Error("place");
    tell("ok", drawn ? box.dataset.rightYours.replace("{0}", count).replace("{1}", number.format(drawn)) : right.replace("{0}", count));
  } catch (problem) {
    if (problem instanceof TypeError) tell("warn", box.dataset.failed);
    else tell("stop", box.dataset.wrong.replace("{0}", problem.message));
  } finally {
    button.setAttribute("aria-disabled", "false");
  }
});
// Until here a click would have been lost.
button.disabled = false;
