// Solves a puzzle of orders-service (ALTCHA's protocol) while people choose. As a worker, this file is what computes.

const ROUNDS = 64;
const primes = [];
for (let n = 2; primes.length < ROUNDS; n++) if (primes.every((prime) => n % prime)) primes.push(n);
// The first 32 bits of the fractional parts of the primes' roots (FIPS 180-4, 4.2.2 and 5.3.3).
const fraction = (root) => (root - Math.floor(root)) * 2 ** 32 | 0;
const CONSTANTS = Int32Array.from(primes, (prime) => fraction(Math.cbrt(prime)));
const START = Int32Array.from(primes.slice(0, 8), (prime) => fraction(Math.sqrt(prime)));
const words = new Int32Array(ROUNDS);

// SHA-256 of one block more. It is our own since crypto.subtle answers asynchronously, which takes many times as long for texts this short.
function compress(before, block, after) {
  for (let i = 0; i < 16; i++) words[i] = block.getInt32(4 * i);
  for (let i = 16; i < ROUNDS; i++) {
    const x = words[i - 15];
    const y = words[i - 2];
    words[i] = words[i - 16] + words[i - 7]
      + ((x >>> 7 | x << 25) ^ (x >>> 18 | x << 14) ^ x >>> 3)
      + ((y >>> 17 | y << 15) ^ (y >>> 19 | y << 13) ^ y >>> 10) | 0;
  }
  let [a, b, c, d, e, f, g, h] = before;
  for (let i = 0; i < ROUNDS; i++) {
    const one = h + ((e >>> 6 | e << 26) ^ (e >>> 11 | e << 21) ^ (e >>> 25 | e << 7)) + (e & f ^ ~e & g) + CONSTANTS[i] + words[i] | 0;
    const two = ((a >>> 2 | a << 30) ^ (a >>> 13 | a << 19) ^ (a >>> 22 | a << 10)) + (a & b ^ a & c ^ b & c) | 0;
    h = g;
    g = f;
    f = e;
    e = d + one | 0;
    d = c;
    c = b;
    b = a;
    a = one + two | 0;
  }
  after[0] = before[0] + a;
  after[1] = before[1] + b;
  after[2] = before[2] + c;
  after[3] = before[3] + d;
  after[4] = before[4] + e;
  after[5] = before[5] + f;
  after[6] = before[6] + g;
  after[7] = before[7] + h;
}

// The number from 0 to maxnumber whose digits, behind the salt, have the hash.
function solve({ salt, challenge, maxnumber }) {
  const wanted = Int32Array.from(challenge.match(/.{8}/g), (word) => parseInt(word, 16) | 0);
  const text = new TextEncoder().encode(salt);
  const whole = text.length - text.length % 64;
  const rest = text.length - whole;
  // What is before the last block of the salt is the same for all numbers.
  const common = START.slice();
  for (let at = 0; at < whole; at += 64) compress(common, new DataView(text.buffer, at, 64), common);
  const bytes = new Uint8Array(128);
  bytes.set(text.subarray(whole));
  const first = new DataView(bytes.buffer, 0, 64);
  const second = new DataView(bytes.buffer, 64, 64);
  const hash = new Int32Array(8);
  for (let number = 0; number <= maxnumber; number++) {
    const digits = String(number);
    let end = rest;
    for (let i = 0; i < digits.length; i++) bytes[end++] = digits.charCodeAt(i);
    bytes[end] = 0x80;
    const fits = end < 56;
    bytes.fill(0, end + 1);
    (fits ? first : second).setInt32(60, 8 * (whole + end));
    compress(common, first, hash);
    if (!fits) compress(hash, second, hash);
    if (hash[0] === wanted[0] && hash.every((word, i) => word === wanted[i])) return number;
  }
  throw new Error("no solution");
}

const solveAside = (puzzle) => new Promise((resolve, reject) => {
  const worker = new Worker(import.meta.url, { type: "module" });
  worker.onmessage = ({ data }) => {
    worker.terminate();
    resolve(data);
  };
  worker.onerror = () => {
    worker.terminate();
    // Where workers are not to be had, the page stands still for a moment.
    try {
      resolve(solve(puzzle));
    } catch (problem) {
      reject(problem);
    }
  };
  worker.postMessage(puzzle);
});

function prove(form) {
  const field = form.elements.solution;
  let until = 0;
  let work;
  const begin = async () => {
    field.value = "";
    const answer = await fetch(form.dataset.puzzle, { cache: "no-store" });
    if (!answer.ok) throw new Error(String(answer.status));
    const puzzle = await answer.json();
    const { algorithm, challenge, salt, signature } = puzzle;
    // By the server's clock.
    const life = 1000 * Number(new URLSearchParams(salt.split("?")[1]).get("expires")) - (Date.parse(answer.headers.get("Date")) || Date.now());
    const end = Date.now() + life - 5000;
    const number = await solveAside(puzzle);
    field.value = btoa(JSON.stringify({ algorithm, challenge, number, salt, signature }));
    until = end;
  };
  const restart = () => {
    until = 0;
    // Without a solution the server answers what is missing.
    return work = begin().catch(() => {});
  };
  // Before the form learns of it.
  document.addEventListener("submit", async (event) => {
    const button = event.submitter;
    const elsewhere = button?.name || button?.hasAttribute("formaction");
    if (event.target !== form || elsewhere || Date.now() < until || form.dataset.unproven) return;
    event.preventDefault();
    event.stopPropagation();
    if (form.dataset.working) return;
    form.dataset.working = "yes";
    const shown = form.querySelector("#hold, #enter");
    const label = shown?.textContent;
    if (shown) shown.textContent = form.dataset.sayProving;
    document.getElementById("say").textContent = form.dataset.sayProving;
    // What was begun a while ago is over by now.
    await (field.value ? restart() : work);
    if (shown) shown.textContent = label;
    delete form.dataset.working;
    if (!field.value) form.dataset.unproven = "yes";
    form.requestSubmit(button);
    delete form.dataset.unproven;
  }, true);
  // A page that is shown again from memory has a solution that was sent already.
  addEventListener("pageshow", ({ persisted }) => persisted && restart());
  restart();
  if (form.dataset.proving) {
    work.then(() => {
      if (!field.value) return;
      form.append(Object.assign(document.createElement("input"), { type: "hidden", name: "proved", value: "yes" }));
      form.requestSubmit();
    });
  }
}

if (globalThis.document) document.querySelectorAll('[data-puzzle]:not([data-puzzle=""])').forEach(prove);
else addEventListener("message", ({ data }) => postMessage(solve(data)));
