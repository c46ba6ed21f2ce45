// Pictures and pages of the conversation, one after the other over the page: arrow keys, Escape, a press to see it full size.
const shownIn = (view) =>
  [...view.querySelectorAll(".timeline [data-gallery], .file-list [data-gallery]")].flatMap(
    (link) => link.dataset.gallery.split(" ").map((preview) => ({ link, preview })),
  );

export function openGallery(link) {
  const dialog = document.querySelector("dialog.gallery");
  const pictures = shownIn(document);
  let at = pictures.findIndex((each) => each.link === link);
  const picture = dialog.querySelector("img");

  const show = (step) => {
    at = (at + step + pictures.length) % pictures.length;
    const { link: shown, preview } = pictures[at];
    picture.src = preview;
    picture.alt = shown.dataset.name;
    delete picture.dataset.whole;
    dialog.querySelector(".gallery__name").textContent = shown.dataset.name;
    dialog.querySelector("[data-save]").href = `${shown.getAttribute("href")}/download`;
  };
  const enlarge = () => {
    const { link: shown } = pictures[at];
    const isWhole = picture.toggleAttribute("data-whole");
    if (isWhole && shown.matches(".file__picture")) picture.src = shown.href;
  };
  const ending = new AbortController();
  const on = (target, name, call) => target.addEventListener(name, call, { signal: ending.signal });
  on(dialog, "close", () => {
    ending.abort();
    picture.removeAttribute("src");
    link.focus();
  });
  on(dialog, "keydown", ({ key }) => {
    if (key === "ArrowRight") show(1);
    else if (key === "ArrowLeft") show(-1);
  });
  on(dialog, "click", ({ target }) => {
    const { step } = target.closest("[data-step]")?.dataset ?? {};
    if (step) show(Number(step));
    else if (target === picture) enlarge();
    else if (!target.closest("a, .gallery__head") || target.closest("[data-close]")) dialog.close();
  });
  for (const each of dialog.querySelectorAll("[data-step]")) each.hidden = pictures.length < 2;
  show(0);
  dialog.showModal();
}
