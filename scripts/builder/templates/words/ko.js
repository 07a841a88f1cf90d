/* 한국어로 찾기: 검색(docs/assets/search.js)이 물음을 읽을 때 쓰는 이 언어의 규칙. */
{
  const AFTER = "(?:에서|에게|까지|부터|으로)?(?:에서|에게|에는|에도|으로|로서|로써|부터|까지|처럼|보다|이나|이란|이라는|라는|이랑|하고|[은는이가을를의에로와과도만나])";
  const PARTICLE = new RegExp(`(?<=[가-힣]{2}|[a-z0-9])${AFTER}$`);
  const VERB = /(?<=[가-힣]{2})(?:[하되](?:다|는|고|며|면|지|여|던|기)|(?:했|됐|하였|되었)(?:다|던|고|나|는데)?|[한된]다?)$/; // 복구했다, 이중화된
  const DAY = new RegExp(`(?<!\\d)(?:(\\d{4})[년./-]\\s*)?(\\d{1,2})(?:월\\s*|[./-])(\\d{1,2})일?${AFTER}?(?![가-힣\\d])`, "g");
  const HOUR = new RegExp(`(?<![\\d,.])(?:(오전|새벽|오후|저녁|밤)\\s*)?(2[0-4]|[01]?\\d)(?::([0-5]\\d)|시(?!간)(?:\\s*([0-5]?\\d)분)?)(?:쯤|경|께)?${AFTER}?(?![가-힣\\d])`, "g");

  /* "10월 15일", "2022-10-15" as any text writes that day. */
  function dayOf(year, month, day) {
    const two = (number) => String(number).padStart(2, "0");
    const spoken = `(?<!\\d)0?${month}월 ?0?${day}일`;
    return year ? `${year}년 ?0?${month}월 ?0?${day}일|${year}-?${two(month)}-?${two(day)}` : spoken;
  }

  /* "15:19", "15시 19분", "오후 3시 19분" as any text writes that time; 3시 alone is of either half of the day. */
  function timeOf(half, written, minutes) {
    const hour = +written;
    const late = { 오후: true, 저녁: true, 밤: true, 오전: false, 새벽: false }[half];
    const isSure = hour > 12 || (late === undefined && written.length > 1);
    const hours = isSure ? [hour] : late === undefined ? [hour, hour + 12] : [(hour % 12) + (late ? 12 : 0)];
    const minute = minutes === undefined ? "" : ` ?0?${+minutes}분`;
    return hours
      .map((h) => {
        const spoken = `(?<!\\d)0?${h}시(?!간)${minute}` + (h > 12 ? `|(?:오후|저녁|밤) ?${h - 12}시(?!간)${minute}` : "");
        return `(?<!\\d)0?${h}:${minutes?.padStart(2, "0") ?? "\\d\\d"}(?!\\d)|${spoken}`;
      })
      .join("|");
  }

  /* The syllables that differ from one in its vowel or its last consonant, or, of a longer word, in the first.
     https://www.unicode.org/versions/latest/core-spec/chapter-3/#G24646 (Hangul syllable composition) */
  function jamoAway(syllable, isLong) {
    const code = syllable.charCodeAt(0) - 0xac00;
    const [first, vowel, last] = [Math.floor(code / 588), Math.floor((code % 588) / 28), code % 28];
    const away = (count, make) => Array.from({ length: count }, (_, i) => String.fromCharCode(0xac00 + make(i))).join("");
    return (
      away(21, (i) => first * 588 + i * 28 + last) +
      away(28, (i) => first * 588 + vowel * 28 + i) +
      (isLong ? away(19, (i) => i * 588 + vowel * 28 + last) : "")
    );
  }

  self.LANGUAGE = {
    times: (question, put) =>
      question
        .replace(DAY, (said, year, month, day) => (year || said.includes("월") ? put(said, dayOf(year, +month, +day)) : said))
        .replace(HOUR, (said, half, hour, minutes, spoken) => put(said, timeOf(half, hour, minutes ?? spoken))),
    bare: (word, isHeld) => {
      const particle = PARTICLE.exec(word)?.[0];
      if (!particle) return word.replace(VERB, "");
      // 전문가, 신뢰도: an end that is not a particle, for elsewhere a particle follows it.
      const isNoun = /^[이가의도나과만]$/.test(particle) && isHeld(word, "[는를을의에]");
      return isNoun ? word : word.slice(0, -particle.length);
    },
    slips: (word) =>
      /^[가-힣]{2,12}$/.test(word) ? [...word].map((syllable) => `[${jamoAway(syllable, word.length > 2)}]`) : undefined,
    // Less one to four of its last syllables, for verbs: 멈췄나 -> 멈췄.
    shortened: (word) =>
      /^[가-힣]+$/.test(word) ? [1, 2, 3, 4].filter((less) => word.length - less > 1).map((less) => word.slice(0, -less)) : [],
  };
}
