// Amounts as people write them, read as `core/amounts.py` does, so that what is reckoned while somebody types is what the
// server will keep. What it would refuse is NaN here: comparisons with it are false, so nothing is shown.
// `tests/amounts.py` holds both to one table.
const GROUPED =
  /^(?:[1-9]\d{0,2}(?<sign>[,.'’ \u00a0\u2007\u2009\u202f])\d{3}(?:\k<sign>\d{3})*|[1-9]\d?(?:,\d{2})+,\d{3})$/;
const DOUBTFUL = /^[1-9]\d{0,2}[.,]\d{3}$/;
const SAME_SIGNS = {
  "\uff0c": ",",
  "\uff0e": ".",
  "\u066b": ".",
  "\u066c": "'",
  "\uff07": "'",
  "\u02bc": "'",
  "\u3000": " ",
  "\u2212": "-",
  "\u2010": "-",
  "\u2011": "-",
  "\u2013": "-",
  "\u2014": "-",
  "\uff0d": "-",
  "\uff0b": "+",
};
const MARK = "(?<mark>\\p{L}{0,3}[$¢£¤¥\\u20a0-\\u20cf\\uff04\\uffe1\\uffe5]|\\p{L}+\\.?)";
const BEFORE = new RegExp(`^(?<kept>[+-]?)${MARK}\\s?(?=[+-]?[.,]?\\p{Nd})`, "u");
const BEHIND = new RegExp(`(?<kept>[\\p{Nd}.,–-])\\s?${MARK}$`, "u");

/* In hundredths. `marks`: what of the currency may stand beside the figures, in small letters. */
export function cents(text, marks) {
  const plain = plainAmount(text, marks);
  const [, figures, hundredths = ""] = /^\+?(\d*)(?:\.(\d{0,2}))?$/.exec(plain) ?? [];
  return figures === undefined ? NaN : Number(figures) * 100 + Number(hundredths.padEnd(2, "0"));
}

export function whole(text) {
  const plain = /[.,]\s*$/.test(text) ? "" : plainAmount(text, []);
  return /^\+?\d+$/.test(plain) ? Number(plain) : NaN;
}

/* With a point and without groups, such as 1500.50; "" for what is no amount or unclear. */
function plainAmount(text, marks) {
  const written = text.replaceAll(/\p{Cf}/gu, "").trim();
  const bare = [BEFORE, BEHIND].reduce((rest, place) => withoutMark(rest, place, marks), written);
  const folded = Array.from(bare.trim(), foldedSign).join("");
  const [, plus, signed] = /^([+-]?)(.*)$/su.exec(folded);
  const rest = signed.replace(/(\d)[.,]-+$/, "$1");
  if (!/\d/.test(rest) || /[^\d,.'’ \u00a0\u2007\u2009\u202f]/.test(rest)) return "";
  if (DOUBTFUL.test(rest)) return "";
  if (GROUPED.test(rest)) return plus + digits(rest);
  const [, before, after] = /^(.*?)(?:[.,](\d*))?$/su.exec(rest);
  if (GROUPED.test(before) && after !== undefined && !before.includes(rest[before.length])) {
    return `${plus}${digits(before)}.${after}`;
  }
  if (!/^\d*$/.test(before)) return "";
  return after ? `${plus}${before}.${after}` : plus + before;
}

function withoutMark(written, place, marks) {
  const found = place.exec(written);
  const isOwn = found !== null && marks.includes(found.groups.mark.toLowerCase());
  return isOwn ? written.replace(place, "$<kept>") : written;
}

function foldedSign(sign) {
  return /\p{Nd}/u.test(sign) ? digitOf(sign.codePointAt(0)) : (SAME_SIGNS[sign] ?? sign);
}

/* Every script has its ten in a row. */
function digitOf(code) {
  let first = code;
  while (/\p{Nd}/u.test(String.fromCodePoint(first - 1))) first -= 1;
  return (code - first) % 10;
}

function digits(text) {
  return text.replaceAll(/\D/g, "");
}
