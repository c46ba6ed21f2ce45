// "thu 5-6pm or sat morning" is more than a message: while the composer holds such words, it offers to make a card of
// them. What they mean is the server's to say; here they only have to look like it.
const DAY = /\b(?:mon|tue|wed|thu|fri|sat|sun|today|tonight|tomorrow)[a-z]*\b/i;
const TIME =
  /\b\d{1,2}(?:[:.]\d{2})?\s?(?:am|pm|-|–|to\b|h\b)|\b\d{1,2}[:.]\d{2}\b|\b(?:morning|noon|afternoon|evening|tonight)\b/i;
const LONGEST = 120;

export class TimesHint {
  #line;
  #text;
  #isPossible;

  constructor(composer, text, { isPossible, open }) {
    this.#line = composer.querySelector("[data-times-hint]");
    this.#text = text;
    this.#isPossible = isPossible;
    composer.on(this.#line.querySelector("button"), "click", () => open(text.value.trim()));
  }

  follow() {
    const words = this.#text.value;
    const looksLikeIt =
      words.length <= LONGEST && !words.startsWith("/") && DAY.test(words) && TIME.test(words);
    this.#line.hidden = !looksLikeIt || !this.#isPossible();
  }
}
