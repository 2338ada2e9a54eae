// Stands for Stripe.js in tests: a field for a card's number, and the bank's page in a frame or instead of the page.
(() => {
  const base = new URL(document.currentScript.src).origin;
  const pause = (millis) => new Promise((resolve) => setTimeout(resolve, millis));
  const reference = (secret) => secret.replace(/_secret_.*/, "");

  const elements = ({ clientSecret }) => ({
    clientSecret,
    create: () => ({
      on: () => {},
      mount: (place) => {
        const label = document.createElement("label");
        const number = document.createElement("input");
        number.id = "card-number";
        label.append("Card number", number);
        document.querySelector(place).replaceChildren(label);
      },
    }),
  });

  async function afterBank(secret) {
    const frame = document.createElement("iframe");
    frame.title = "Bank";
    frame.width = "100%";
    frame.src = `${base}/challenge/${reference(secret)}`;
    document.querySelector("#card-fields").append(frame);
    for (;;) {
      await pause(200);
      const intent = await (await fetch(`${base}/v1/payment_intents/${reference(secret)}?client_secret=${secret}`)).json();
      if (intent.status === "requires_action") continue;
      frame.remove();
      const failed = intent.last_payment_error;
      return failed ? { error: { type: "invalid_request_error", code: failed.code, message: "Your bank was not convinced." } } : { paymentIntent: intent };
    }
  }

  async function confirmPayment({ elements: { clientSecret }, confirmParams }) {
    const body = new URLSearchParams({
      client_secret: clientSecret,
      card: document.getElementById("card-number").value,
      return_url: confirmParams.return_url,
    });
    const answer = await (await fetch(`${base}/v1/payment_intents/${reference(clientSecret)}/confirm`, { method: "POST", body })).json();
    if (answer.error) return { error: answer.error };
    if (answer.status !== "requires_action") return { paymentIntent: answer };
    if (answer.next_action.type !== "redirect_to_url") return afterBank(clientSecret);
    location.assign(`${base}/challenge/${answer.id}`);
    return new Promise(() => {});
  }

  window.Stripe = () => ({ elements, confirmPayment });
})();
