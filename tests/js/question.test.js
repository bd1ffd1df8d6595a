// What a draft is about: which of the messages before it goes into its first blank.
import assert from "node:assert/strict";
import test from "node:test";
import { additionOf, matterOf, questionFor } from "../../web/static/chat/question.js";

const QUESTION = "Kan jag få ut avtalet från 2024, med bilagor, och vad kostar det i så fall?";

const written = (text, ...answers) => ({ text, isChosen: false, answers });
const chosen = (text, ...answers) => ({ text, isChosen: true, answers });
const whole = (topic) => ({ topic, isWhole: true, hasLetter: false });
const part = (topic) => ({ topic, isWhole: false, hasLetter: false });
const letter = (topic) => ({ topic, isWhole: false, hasLetter: true });

test("where nothing is written it is about nothing", () => {
  assert.equal(questionFor("records", []), "");
  assert.equal(questionFor("records", [chosen("Offentlig handling", whole("records"))]), "");
});

test("it is about what the topic's whole card answered, whatever came after", () => {
  const turns = [
    written(QUESTION, whole("records")),
    written("Vad kostar det?", part("records")),
    written("skriv mejlet åt mig", letter("records")),
  ];
  assert.equal(questionFor("records", turns), QUESTION);
});

test("of two such questions it is about the last", () => {
  const turns = [written("Ett avtal", whole("records")), written("Ett brev", whole("records"))];
  assert.equal(questionFor("records", turns), "Ett brev");
});

test("a wish for a letter is none, but a long message that a letter answers is", () => {
  assert.equal(questionFor("records", [written("skriv mejlet åt mig", letter("records"))]), "");
  assert.equal(questionFor("records", [written(QUESTION, letter("records"))]), QUESTION);
});

test("what another topic answered is not what it is about", () => {
  const turns = [written(QUESTION, whole("records")), written("till statistikenheten", letter("statistics"))];
  assert.equal(questionFor("statistics", turns), "");
});

test("what was asked back, or has no answer yet, may be what it is about", () => {
  assert.equal(questionFor("records", [written(QUESTION, part(""))]), QUESTION);
  assert.equal(questionFor("records", [written(QUESTION)]), QUESTION);
});

test("what was chosen is never what it is about", () => {
  const turns = [written(QUESTION, whole("records")), chosen("Skriv mejlet åt mig", letter("records"))];
  assert.equal(questionFor("records", turns), QUESTION);
});

test("a wish for the mail says what it is about", () => {
  for (const [text, matter] of [
    ["ok write the request email, I want all emails about the outage in March", "all emails about the outage in March"],
    ["skriv begäran då, diarium v46 och tjänsteresor i oktober", "diarium v46 och tjänsteresor i oktober"],
    ["Kan du skriva ett mejl åt mig till pressen där jag frågar varför köerna växer", "varför köerna växer"],
    ["skriv ett mejl till statistikenheten om sjukpenning över 180 dagar", "sjukpenning över 180 dagar"],
    ["skriv ett mejl till presstjänsten om repliken", "repliken"],
    ["skriv ett mejl till presschefen om repliken", "repliken"],
    ["Write an e-mail to the head of press about the reply", "the reply"],
    ["skriv ett mejl till presschefen om det", ""],
    ["skriv mejlet åt mig", ""],
    ["kan du skriva det mejlet nu tack", ""],
    ["hur många fick avslag?", ""],
  ]) assert.equal(matterOf(text), matter);
  const turns = [written(QUESTION, whole("records")), written("skriv begäran, protokollen från maj", letter("records"))];
  assert.equal(questionFor("records", turns), "protokollen från maj");
});

test("what is to be added stands below it", () => {
  for (const [text, added] of [
    ["lägg in att jag vill ha det som csv", "jag vill ha det som csv"],
    ["byt till tv och säg att det är fusk det gäller", "det är fusk det gäller"],
    ["add that I am on air at nine", "I am on air at nine"],
    ["nej lägg in det i MEJLET", ""],
    ["radio inte tv", ""],
  ]) assert.equal(additionOf(text), added);
  const turns = [
    written(QUESTION, whole("records")),
    written("skriv mejlet åt mig", letter("records")),
    written("nämn att det brådskar", letter("records")),
    written("radio inte tv", letter("records")),
  ];
  assert.equal(questionFor("records", turns), `${QUESTION}\ndet brådskar`);
});
