// Stripe's form on the payment page. What is typed into it goes from Stripe's frames to Stripe; this page only learns whether it was confirmed.

const box = document.getElementById("card-form");
const form = document.getElementById("card-confirm");
const problem = document.getElementById("card-problem");
const bank = document.getElementById("card-bank");
const button = form.querySelector("button");
const label = button.textContent;
const FIRST_LOOK = 1500;
const NEXT_LOOK = 4000;

const tell = (text) => {
  problem.firstElementChild.textContent = text;
  problem.hidden = !text;
};

const busy = (is) => {
  button.textContent = is ? box.dataset.sayBusy : label;
  button.setAttribute("aria-disabled", String(is));
};

// While the bank asks, the tickets may be held longer: the server has the provider asked, and tells until when.
function watchHold() {
  let timer, over = false;
  const look = async () => {
    try {
      const answer = await fetch(box.dataset.asked, { method: "POST", headers: { Accept: "application/json" } });
      const held = answer.ok ? await answer.json() : {};
      if (over) return;
      bank.textContent = held.challenged ? box.dataset.sayBank : "";
      bank.hidden = !held.challenged;
      if (held.until) {
        document.querySelector("[data-countdown]").dataset.until = held.until;
        document.querySelector(".hold-banner strong").textContent = held.text;
        const own = document.querySelector(".hold-banner [data-own-time]");
        own.dataset.ownTime = held.until;
        own.dispatchEvent(new Event("prolonged"));
      }
    } catch {
      // Asked again in a moment.
    }
    if (!over) timer = setTimeout(look, NEXT_LOOK);
  };
  timer = setTimeout(look, FIRST_LOOK);
  return () => {
    over = true;
    clearTimeout(timer);
    bank.hidden = true;
  };
}

async function confirm(stripe, elements) {
  tell("");
  busy(true);
  const done = watchHold();
  const paid = new URL(box.dataset.paid, location.href).href;
  const { error } = await stripe.confirmPayment({ elements, redirect: "if_required", confirmParams: { return_url: paid } });
  done();
  // A bank that was not convinced is no error of the card in Stripe's words.
  const another = error?.code === "payment_intent_authentication_failure" || ["card_error", "validation_error"].includes(error?.type);
  if (another) {
    tell(error.message);
    return busy(false);
  }
  // Confirmed, or not known here, such as when another tab was first: the server asks the provider.
  location.assign(paid);
}

if (typeof window.Stripe !== "function") {
  form.hidden = false;
  button.hidden = true;
  tell(box.dataset.sayMissing);
} else {
  const stripe = window.Stripe(box.dataset.key, { locale: document.documentElement.lang });
  const theme = matchMedia("(prefers-color-scheme: dark)").matches ? "night" : "stripe";
  const elements = stripe.elements({ clientSecret: box.dataset.secret, appearance: { theme } });
  const fields = elements.create("payment");
  fields.on("loaderror", () => tell(box.dataset.sayFailed));
  fields.mount("#card-fields");
  form.hidden = false;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (button.getAttribute("aria-disabled") !== "true") confirm(stripe, elements);
  });
}
