/* Searching in English: the rules of this language by which the search (docs/assets/search.js) reads a question. */
{
  const MONTHS = ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"];
  const NAME = `(${MONTHS.map((name) => `${name.slice(0, 3)}(?:${name.slice(3)})?`).join("|")})\\.?`;
  const YEAR = "(?:,?\\s+(\\d{4})(?!\\d))?";
  const DAY_FIRST = new RegExp(`(?<![\\d:])(\\d{1,2})(?:st|nd|rd|th)?\\s+${NAME}${YEAR}(?![a-z])`, "g");
  const MONTH_FIRST = new RegExp(`(?<![a-z])${NAME}\\s+(\\d{1,2})(?:st|nd|rd|th)?${YEAR}(?![a-z\\d:])`, "g");
  const NUMBERS = /(?<!\d)(\d{4})-(\d{1,2})-(\d{1,2})(?!\d)/g;
  const HALF = /(?<![\d,.:])(1[0-2]|0?[1-9])(?::([0-5]\d))?\s*([ap])\.?m\b\.?/g;

  /* "15 October 2022", "October 15", "2022-10-15" as any text writes that day. */
  function dayOf(year, month, day) {
    const name = MONTHS[month - 1];
    if (!name) return undefined;
    const short = `${name.slice(0, 3)}(?:${name.slice(3)})?\\.?`;
    const two = (number) => String(number).padStart(2, "0");
    const end = year ? `,? ${year}(?!\\d)` : "";
    const spoken = `(?<!\\d)0?${day}(?:st|nd|rd|th)? ${short}${end}|${short} 0?${day}(?!\\d)(?:st|nd|rd|th)?${end}`;
    return year ? `${spoken}|${year}-?${two(month)}-?${two(day)}` : spoken;
  }

  /* "3:19 pm" as "15:19" and as itself. */
  function timeOf(hour, minutes, half) {
    const whole = (hour % 12) + (half === "p" ? 12 : 0);
    const clock = `(?<!\\d)0?${whole}:${minutes ?? "\\d\\d"}(?!\\d)`;
    return `${clock}|(?<!\\d)0?${hour}${minutes ? `:${minutes}` : "(?::00)?"} ?${half}\\.?m`;
  }

  const month = (name) => MONTHS.findIndex((whole) => whole.startsWith(name.slice(0, 3))) + 1;

  self.LANGUAGE = {
    times: (question, put) =>
      question
        .replace(NUMBERS, (said, year, number, day) => put(said, dayOf(year, +number, +day) ?? said))
        .replace(DAY_FIRST, (said, day, name, year) => put(said, dayOf(year, month(name), +day)))
        .replace(MONTH_FIRST, (said, name, day, year) => put(said, dayOf(year, month(name), +day)))
        .replace(HALF, (said, hour, minutes, half) => put(said, timeOf(+hour, minutes, half))),
    bare: (word) => word.replace(/(?<=[a-z]{2})'s$|(?<=[a-z]{2}s)'$/, ""),
    slips: () => undefined,
    // Less the ending of a plural or a verb: queries -> quer, testing -> test.
    shortened: (word) => {
      const stem = word.replace(/(?<=[a-z]{3})(?:ies|ing|ed|es|s|y|e)$/, "");
      return stem === word ? [] : [stem];
    },
  };
}
