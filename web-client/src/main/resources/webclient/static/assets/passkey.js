// Asks the browser for a passkey, and puts what it answers into the form. The forms are shown only where browsers have passkeys.

const PublicKey = window.PublicKeyCredential;

async function answer(form) {
  if (form.dataset.options) {
    const publicKey = PublicKey.parseCreationOptionsFromJSON(JSON.parse(form.dataset.options));
    return navigator.credentials.create({ publicKey });
  }
  // Relative to this script, which is in a folder of the site, wherever the site begins at its host.
  const options = await fetch(new URL("../api/users/signin/passkey/options", import.meta.url), { method: "POST" });
  if (!options.ok) throw new Error(`options: ${options.status}`);
  return navigator.credentials.get({ publicKey: PublicKey.parseRequestOptionsFromJSON(await options.json()) });
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  if (!PublicKey?.parseCreationOptionsFromJSON) continue;
  const problem = form.querySelector("[data-problem]");
  form.hidden = false;
  document.getElementById("no-passkeys")?.remove();
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    problem.hidden = true;
    try {
      form.elements.credential.value = JSON.stringify(await answer(form));
      form.submit();
    } catch (error) {
      // Given up, too late, or none for this site: browsers do not tell which.
      problem.hidden = false;
      console.info("passkey", error);
    }
  });
}
