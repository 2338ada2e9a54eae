// A picture of a camera is larger than a form may be, and than it is shown: it is made smaller here, if the browser can.

const WIDTH = 1600;
const HEIGHT = 1200;
const input = document.getElementById("picture");

input?.addEventListener("change", async () => {
  const [file] = input.files;
  if (!file || file.size < 500000) return;
  try {
    const picture = await createImageBitmap(file);
    const scale = Math.min(1, WIDTH / picture.width, HEIGHT / picture.height);
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(picture.width * scale);
    canvas.height = Math.round(picture.height * scale);
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    const jpeg = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.85));
    const smaller = new DataTransfer();
    smaller.items.add(new File([jpeg], "picture.jpg", { type: "image/jpeg" }));
    if (jpeg.size < file.size) input.files = smaller.files;
  } catch {
    // It is sent as it is, and the answer says if that is too large.
  }
});
