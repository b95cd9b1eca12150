/** Emoji that people use in support chats, with the words that find them. Pure. */

import { known, say } from "../app/words.js";

/** @typedef {{sign: string, name: string, words: string}} Emoji `words`: the name and what else finds it */

const GROUPS = {
  Faces: `😀 grinning happy|😃 smiling with open mouth happy|😄 laughing eyes happy|😁 beaming|😅 sweating smile relief|😂 tears of joy laugh|🤣 rolling laugh|🙂 slight smile|🙃 upside down|😉 wink|😊 blushing smile|😇 innocent angel|🥰 in love hearts|😍 heart eyes love|😘 kiss|😋 delicious yum|😎 cool sunglasses|🤩 star eyes wow|🥳 partying celebrate birthday|🤗 hug|🤔 thinking hmm|🤨 raised eyebrow doubt|😐 neutral|😑 expressionless|🙄 rolling eyes|😬 grimace awkward|😌 relieved|😴 sleeping tired|😷 mask ill|🤒 thermometer ill|🤕 bandage hurt|🤧 sneezing cold|🥵 hot|🥶 cold freezing|🤯 exploding head|😕 confused|🙁 frown sad|😟 worried|😮 open mouth surprised|😲 astonished|😳 flushed embarrassed|🥺 pleading please|😢 crying sad|😭 sobbing cry|😤 huffing|😠 angry|😡 furious red|🤦 facepalm|🤷 shrug|🙈 see no evil monkey|🙇 bowing sorry`,
  Hands: `👍 thumbs up yes good|👎 thumbs down no bad|👌 OK hand fine|✌️ victory peace|🤞 fingers crossed luck|👋 waving hello bye|🙌 raised hands hooray|👏 clapping applause|🙏 folded hands thanks please|🤝 handshake deal|💪 strong muscle|☝️ pointing up|👉 pointing right|👈 pointing left|👇 pointing down|✍️ writing hand|👀 eyes looking|🫶 heart hands`,
  Hearts: `❤️ red heart love|🧡 orange heart|💛 yellow heart|💚 green heart|💙 blue heart|💜 purple heart|🖤 black heart|🤍 white heart|💔 broken heart|💯 hundred full|✨ sparkles|⭐ star|🌟 glowing star|🔥 fire hot|🎉 party popper congratulations|🎊 confetti|🎁 gift present|🎂 birthday cake|🏆 trophy win|🥇 gold medal first`,
  Work: `📦 parcel package box|🚚 delivery truck shipping|✈️ aeroplane flight travel|🚲 bicycle|🚗 car|🏠 house home|🏪 shop store|🛒 shopping cart basket|🛍️ shopping bags|💳 credit card payment|💶 euro money|💵 dollar money|🧾 receipt invoice|🏷️ label price|📧 e-mail|📞 telephone call|📱 mobile phone|💻 laptop computer|🖨️ printer|🔧 wrench repair|🛠️ tools fix|🔑 key password|🔒 locked safe|🔓 unlocked open|🔍 magnifying glass search|📎 paper clip attachment|📄 page document|📝 memo note|📅 calendar date|⏰ alarm clock|⏳ hourglass waiting|⌛ hourglass done|📌 pin|💡 light bulb idea|🔔 bell notification|🔗 link|📷 camera photo|🎧 headphones support|🗑️ bin delete|♻️ recycling`,
  Signs: `✅ check mark done yes|☑️ ticked box|✔️ tick|❌ cross no wrong|❗ exclamation important|❓ question|⚠️ warning|🚫 forbidden|ℹ️ information|🆗 OK button|🆕 new|🔄 again reload|➡️ arrow right|⬅️ arrow left|⬆️ arrow up|⬇️ arrow down|🔴 red circle|🟠 orange circle|🟡 yellow circle|🟢 green circle|🔵 blue circle`,
  Things: `☕ coffee|🍵 tea|🍕 pizza|🍰 cake|🍎 apple|🥐 croissant|🌹 rose flower|🌷 tulip flower|🌈 rainbow|☀️ sun weather|🌧️ rain|❄️ snow|🌍 earth world|🐶 dog|🐱 cat|👶 baby|👗 dress|👟 shoe sneaker|👕 T-shirt|⚽ football`,
};

const TITLES = /** @type {Record<string, string>} */ ({
  Faces: say("Faces"), Hands: say("Hands"), Hearts: say("Hearts"), Work: say("Work"), Signs: say("Signs"), Things: say("Things"),
});

/**
 * In the operator's language, where its dictionary has words for a sign.
 * @type {{title: string, emoji: Emoji[]}[]}
 */
export const EMOJI = Object.entries(GROUPS).map(([title, lines]) => ({
  title: TITLES[title],
  emoji: lines.split("|").map((line) => {
    const [sign, ...words] = line.split(" ");
    const translated = known(sign);
    const name = translated === sign ? words.join(" ") : translated;
    return { sign, name, words: name.toLowerCase() };
  }),
}));

/**
 * The emoji of which every word begins some word of theirs; all of them for none.
 * @param {string} query
 */
export function findEmoji(query) {
  const wanted = query.toLowerCase().split(/\s+/).filter(Boolean);
  return EMOJI.map(({ title, emoji }) => ({
    title,
    emoji: emoji.filter(({ words, sign }) => wanted.every((part) => sign === part || words.split(" ").some((word) => word.startsWith(part)))),
  })).filter(({ emoji }) => emoji.length > 0);
}
