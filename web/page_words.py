"""What the public pages say by themselves, in Swedish and in English."""

from __future__ import annotations

WORDS: dict[str, dict[str, str]] = {
    "sv": {
        "about_bot": "Om boten",
        "accessibility": "Tillgänglighet",
        "agency": "Försäkringskassan",
        "another_language": "English",
        "answer_later": "Svaret går inte att visa just nu. Försök igen om en stund.",
        "answer_says": "Svar",
        "answer_unknown": "Det finns inget svar på den här adressen. Kontrollera att du har fått "
        "med hela.",
        "ask": "Fråga i chatten",
        "ask_today": "Se dagens svar",
        "bot": "En bot svarar. Presstjänsten läser samtal i efterhand; de sparas i {days} dagar.",
        "call": "Ring",
        "choose": "Vad gäller det?",
        "choose_private": "Privatperson?",
        "chosen": "Du valde",
        "conversation": "Samtalet",
        "closed": "Boten är avstängd just nu",
        "closed_draft": "Det här skrev du. Det är inte sparat.",
        "copied": "Kopierat",
        "copy_it": "Kopiera",
        "copy_address": "Kopiera länken",
        "copy_failed": "Det gick inte att kopiera. Markera texten och kopiera den.",
        "delete": "Radera samtalet",
        "delete_sure": "Radera allt som är sparat av samtalet? Det går inte att få tillbaka.",
        "delete_yes": "Ja, radera",
        "deleted": "Samtalet är raderat.",
        "description": "Rätt kontakt och regler för journalister som söker Försäkringskassan.",
        "feedback": "Omdöme om svaret",
        "field": "Din fråga",
        "foot": "Om tjänsten",
        "given_on": "Svar från Presstjänst den {date}. Uppgifterna kan ha ändrats sedan dess.",
        "handoff": "Skicka frågan till presstjänsten",
        "handoff_answered": "Presstjänsten har svarat.",
        "handoff_answers": "Presstjänsten svarar:",
        "handoff_asked": "Du har skickat det här till presstjänsten:",
        "handoff_contact": "Så når presstjänsten dig (frivilligt)",
        "handoff_contact_needed": "Så når presstjänsten dig",
        "handoff_contact_hint_needed": "Telefonnummer eller mejladress. Det skickas som du skriver "
        "det, och chatten glömmer det när det är skickat.",
        "handoff_contact_hint": "Telefonnummer eller mejladress, om du vill bli kontaktad. Det "
        "skickas som du skriver det, och chatten glömmer det när det är skickat.",
        "handoff_how": "Läs igenom det som ska skickas, och ändra om du vill. En människa på "
        "presstjänsten läser det, och svaret kommer i chatten.",
        "handoff_how_mail": "Läs igenom det som ska skickas, och ändra om du vill. En människa på "
        "presstjänsten läser det och hör av sig till dig.",
        "handoff_kept": "Frågan och svaret sparas i {days} dagar och raderas med samtalet. Det du "
        "skickar står också i presstjänstens {office}, och försvinner inte där när du raderar "
        "samtalet.",
        "handoff_kept_mail": "Frågan sparas i {days} dagar och raderas med samtalet. Det du "
        "skickar står också i presstjänstens mejl, och försvinner inte där när du raderar "
        "samtalet.",
        "handoff_lost": "Det gick inte att skicka. Ring pressjouren, eller försök igen.",
        "handoff_mail": "mejl",
        "handoff_mailed": "Presstjänsten har fått frågan och hör av sig till dig. Svaret kommer "
        "inte här. Brådskar det, ring pressjouren.",
        "handoff_masked": "Inte skickat än: personuppgifter är borttagna, så här ser frågan ut nu. "
        "Ändra den, eller skicka den så.",
        "handoff_question": "Din fråga",
        "handoff_question_hint": "Skriv inga personuppgifter här.",
        "handoff_send": "Skicka till presstjänsten",
        "handoff_sending": "Skickas …",
        "handoff_sent": "Ingen har tagit frågan än. Svaret kommer här. Brådskar det, ring "
        "pressjouren.",
        "handoff_taken": "Någon på presstjänsten har tagit frågan. Svaret kommer här.",
        "helped": "Hjälpte det?",
        "helped_dropped": "Tack. Det du skrev sparades inte: det gick inte att rensa från "
        "personuppgifter just nu.",
        "helped_empty": "Välj vad som saknades, eller skriv något.",
        "helped_failed": "Det går inte att nå chatten. Försök igen om en stund.",
        "helped_more": "Vill du säga mer? Skriv inga personuppgifter.",
        "helped_send": "Skicka omdöme",
        "helped_thanks": "Tack.",
        "hint": "Skriv inga personuppgifter.",
        "intro": "Är du journalist? Skriv vad du behöver, så får du rätt kontakt och reglerna som "
        "gäller.",
        "late": "Svaret dröjer. Brådskar det, ring pressjouren. Svaret visas här om det kommer.",
        "letter": "Utkast till mejl",
        "letter_open": "Öppna i mejlprogrammet",
        "letter_subject": "Ämne",
        "letter_to": "Till",
        "link": "Länk till svaret",
        "mail": "Mejla",
        "missing": "Vad saknades?",
        "missing_other": "Annat",
        "missing_understanding": "Förstod inte frågan",
        "missing_wrong_contact": "Fel kontakt",
        "no": "Nej",
        "no_answer_here": "Inget svar här",
        "not_deleted": "Samtalet är inte raderat: det går inte att nå chatten. Försök igen om en "
        "stund.",
        "offline": "Du är utan nät. Frågan skickas när nätet är tillbaka.",
        "one_answer": "Ett svar",
        "options": "{count} svar att välja på",
        "press_line": "Pressjouren",
        "print": "Skriv ut",
        "privacy": "Integritet",
        "product": "Presstjänst",
        "rules": "Mer om reglerna",
        "save": "Spara en kopia",
        "save_all": "Alla uppgifter (JSON)",
        "send": "Skicka",
        "sending": "Hämtar svar …",
        "skip": "Till skrivfältet",
        "skip_to_main": "Till innehållet",
        "stored": "Vad sparas?",
        "stored_elsewhere": "Har du skrivit här förut, i en annan webbläsare eller innan kakan "
        "togs bort? Samtalet raderas av sig självt {days} dagar efter det sista du skrev. Vill du "
        "att det raderas tidigare, mejla {mail} och uppge samtalets namn, som står på den här "
        "sidan så länge kakan finns. Utan namnet: skriv när du chattade och vad du frågade.",
        "stored_more": "Mer om personuppgifter",
        "stored_name": "Samtalets namn, att uppge om du mejlar {mail} och vill ha det raderat:",
        "stored_nothing": "Härifrån når du inget sparat samtal.",
        "stored_title": "Vad sparas av samtalet?",
        "stored_unknown": "Det går inte att se just nu om något är sparat. Försök igen om en "
        "stund.",
        "stored_what": "Det du skriver och det boten svarar sparas i {days} dagar. Namn, "
        "personnummer och annat som boten känner igen som personuppgifter tas bort först. En kaka "
        "håller ihop samtalet lika länge.",
        "stored_who": "Presstjänsten läser samtal för att göra svaren bättre. Svar med egen länk "
        "finns kvar, men går inte att koppla till dig.",
        "suggestions": "Förslag",
        "terms": "Villkor",
        "to_chat": "Till chatten",
        "unreachable": "Chatten går inte att nå just nu. Ring eller mejla, eller skicka igen om "
        "en stund.",
        "wait": "Vänta tills svaret har kommit.",
        "write": "Skriv till boten",
        "yes": "Ja",
        "you_say": "Du",
    },
    "en": {
        "about_bot": "About the bot",
        "accessibility": "Accessibility",
        "agency": "Försäkringskassan",
        "another_language": "Svenska",
        "answer_later": "The answer cannot be shown just now. Try again in a while.",
        "answer_says": "Answer",
        "answer_unknown": "There is no answer at this address. Check that you have all of it.",
        "ask": "Ask in the chat",
        "ask_today": "See today’s answer",
        "bot": "A bot answers. The press service reads conversations afterwards; they are kept for "
        "{days} days.",
        "call": "Call",
        "choose": "What is it about?",
        "choose_private": "Private individual?",
        "chosen": "You chose",
        "conversation": "The conversation",
        "closed": "The bot is turned off just now",
        "closed_draft": "This is what you wrote. It has not been stored.",
        "copied": "Copied",
        "copy_it": "Copy",
        "copy_address": "Copy the link",
        "copy_failed": "It could not be copied. Select the text and copy it.",
        "delete": "Delete the conversation",
        "delete_sure": "Delete all that is kept of the conversation? It cannot be undone.",
        "delete_yes": "Yes, delete",
        "deleted": "The conversation is deleted.",
        "description": "The right contact and the rules for journalists who seek "
        "Försäkringskassan, the Swedish Social Insurance Agency.",
        "feedback": "What you thought of the answer",
        "field": "Your question",
        "foot": "About the service",
        "given_on": "Answer from the press service’s bot, {date}. Things may have changed since.",
        "handoff": "Send the question to the press service",
        "handoff_answered": "The press service has answered.",
        "handoff_answers": "The press service answers:",
        "handoff_asked": "You have sent this to the press service:",
        "handoff_contact": "How the press service can reach you (optional)",
        "handoff_contact_needed": "How the press service can reach you",
        "handoff_contact_hint_needed": "A phone number or an e-mail address. It is sent as you "
        "write it, and the chat forgets it once it is sent.",
        "handoff_contact_hint": "A phone number or an e-mail address, if you want to be contacted. "
        "It is sent as you write it, and the chat forgets it once it is sent.",
        "handoff_how": "Read what is to be sent, and change it if you like. A human at the press "
        "service reads it, and the answer comes in the chat.",
        "handoff_how_mail": "Read what is to be sent, and change it if you like. A human at the "
        "press service reads it and contacts you.",
        "handoff_kept": "The question and the answer are kept for {days} days and deleted with the "
        "conversation. What you send also stands in the press service's {office}, and does not go "
        "from there when you delete the conversation.",
        "handoff_kept_mail": "The question is kept for {days} days and deleted with the "
        "conversation. What you send also stands in the press service's mail, and does not go "
        "from there when you delete the conversation.",
        "handoff_lost": "It could not be sent. Call the press line, or try again.",
        "handoff_mail": "mail",
        "handoff_mailed": "The press service has the question and contacts you. The answer does "
        "not come here. If it is urgent, call the press line.",
        "handoff_masked": "Not sent yet: personal data has been removed, and the question now "
        "reads like this. Change it, or send it so.",
        "handoff_question": "Your question",
        "handoff_question_hint": "Write no personal data here.",
        "handoff_send": "Send to the press service",
        "handoff_sending": "Sending …",
        "handoff_sent": "Nobody has taken the question yet. The answer comes here. If it is "
        "urgent, call the press line.",
        "handoff_taken": "Somebody at the press service has taken the question. The answer comes "
        "here.",
        "helped": "Did it help?",
        "helped_dropped": "Thank you. What you wrote was not kept: it could not be cleaned of "
        "personal data just now.",
        "helped_empty": "Choose what was missing, or write something.",
        "helped_failed": "The chat cannot be reached. Try again in a while.",
        "helped_more": "Would you like to say more? Write no personal data.",
        "helped_send": "Send feedback",
        "helped_thanks": "Thank you.",
        "hint": "Write no personal data.",
        "intro": "Are you a journalist? Write what you need, and you get the right contact and "
        "the rules that apply.",
        "late": "The answer is slow to come. If it is urgent, call the press line. The answer is "
        "shown here if it comes.",
        "letter": "Draft of an e-mail",
        "letter_open": "Open in your mail program",
        "letter_subject": "Subject",
        "letter_to": "To",
        "link": "Link to this answer",
        "mail": "E-mail",
        "missing": "What was missing?",
        "missing_other": "Something else",
        "missing_understanding": "Did not understand the question",
        "missing_wrong_contact": "The wrong contact",
        "no": "No",
        "no_answer_here": "No answer here",
        "not_deleted": "The conversation is not deleted: the chat cannot be reached. Try again in "
        "a while.",
        "offline": "You are offline. Your question is sent when the connection is back.",
        "one_answer": "An answer",
        "options": "{count} answers to choose from",
        "press_line": "Press line",
        "print": "Print",
        "privacy": "Privacy",
        "product": "Press service",
        "rules": "More on the rules",
        "save": "Save a copy",
        "save_all": "All data (JSON)",
        "send": "Send",
        "sending": "Fetching the answer …",
        "skip": "To the field for questions",
        "skip_to_main": "To the content",
        "stored": "What is kept?",
        "stored_elsewhere": "Have you written here before, in another browser or before the "
        "cookie was removed? The conversation is deleted by itself {days} days after the last you "
        "wrote. If you want it deleted sooner, write to {mail} and give the conversation’s name, "
        "which stands on this page while the cookie is there. Without the name: say when you "
        "wrote and what you asked.",
        "stored_more": "More on personal data",
        "stored_name": "The conversation’s name, to give if you ask {mail} to delete it:",
        "stored_nothing": "No stored conversation can be reached from here.",
        "stored_title": "What is kept of the conversation?",
        "stored_unknown": "It cannot be seen just now whether anything is kept. Try again in a "
        "while.",
        "stored_what": "What you write and what the bot answers is kept for {days} days. Names, "
        "personal identity numbers and other things that the bot knows to be personal data are "
        "removed first. A cookie holds the conversation together for as long.",
        "stored_who": "The press service reads conversations to make the answers better. Answers "
        "with a link of their own remain, but cannot be traced to you.",
        "suggestions": "Suggestions",
        "terms": "Terms",
        "to_chat": "To the chat",
        "unreachable": "The chat cannot be reached just now. Call or e-mail, or send again in a "
        "while.",
        "wait": "Wait until the answer has come.",
        "write": "Write to the bot",
        "yes": "Yes",
        "you_say": "You",
    },
}
