"""What the bot says by itself in Slack and Teams, in Swedish and in English."""

from __future__ import annotations

WORDS: dict[str, dict[str, str]] = {
    "sv": {
        "added": "{who} lade till mig här.",
        "added_by_you": "Du",
        "bot": "Jag är en bot, ingen människa. Samtalet sparas i {days} dagar, utan namn, och "
        "presstjänsten läser det i efterhand.",
        "cut": "Meddelandet är långt. Jag har läst de första {limit} tecknen.",
        "feedback_missing": "Vad saknades?",
        "feedback_no": "Hjälpte inte",
        "feedback_thanks": "Tack. Presstjänsten läser det.",
        "feedback_yes": "Hjälpte",
        "files": "Jag läser inte bilagor. Skriv frågan som text, eller välj här.",
        "files_beside": "Jag läser inte bilagor. Svaret gäller det du skrev.",
        "forwarded": "Jag läser inte vidarebefordrade meddelanden. Skriv frågan som text, eller "
        "välj här.",
        "handoff_answers": "En människa på presstjänsten svarar:",
        "handoff_ask": "Skicka frågan till presstjänsten",
        "handoff_got": "Presstjänsten har fått din fråga. Svaret kommer här. Brådskar det, ring "
        "pressjouren.",
        "handoff_how": "Det här skickas till presstjänsten, där en människa läser det:",
        "handoff_kept": "Svaret kommer här. Frågan och svaret sparas i {days} dagar och raderas "
        "med samtalet; hos presstjänsten står de kvar. Vill du skicka något annat: skriv det "
        "först, och sedan orden ”till presstjänsten”.",
        "handoff_lost": "Det gick inte att skicka frågan till presstjänsten. Ring pressjouren, "
        "eller försök igen.",
        "handoff_not_here": "Härifrån kan frågan inte skickas till en människa. Skriv den till mig "
        "i ett direktmeddelande, och sedan orden ”till presstjänsten”.",
        "handoff_nothing": "Skriv frågan först. Sedan kan den skickas till presstjänsten.",
        "handoff_offer": "Vill du att en människa svarar? Skriv ”till presstjänsten”.",
        "handoff_send": "Skicka till presstjänsten",
        "handoff_sending": "Frågan skickas nu. Du får veta här när presstjänsten har fått den.",
        "handoff_taken": "Någon på presstjänsten har tagit din fråga. Svaret kommer här.",
        "help": "Skriv vad du behöver, eller välj något av det här.",
        "home_begin": "Börja gärna med något av det här. Svaret kommer under Meddelanden.",
        "home_title": "Presstjänst",
        "home_what": "Här får du rätt kontakt hos Försäkringskassan och de regler som gäller, "
        "dygnet runt. Namn och andra personuppgifter behövs inte.",
        "home_where": "Skriv din fråga under Meddelanden, eller nämn appen i en kanal: då svarar "
        "den i en tråd. Skriver du /presstjanst och din fråga är det bara du som ser svaret.",
        "not_your_button": "Knapparna är för den som frågade. Nämn mig med din egen fråga, eller "
        "välj här.",
        "searching": "söker svar …",
        "welcome": "Hej. Jag visar journalister rätt kontakt på Försäkringskassan och vad som "
        "gäller. Fråga om presstjänsten, ett enskilt fall, statistik eller en offentlig handling. "
        "Du behöver inte skriva namn eller andra personuppgifter.",
        "welcome_group": "Nämn mig med @ när du frågar här.",
    },
    "en": {
        "added": "{who} added me here.",
        "added_by_you": "You",
        "bot": "I am a bot, no human. The conversation is kept for {days} days, without names, "
        "and the press service reads it afterwards.",
        "cut": "The message is long. I have read the first {limit} characters.",
        "feedback_missing": "What was missing?",
        "feedback_no": "Did not help",
        "feedback_thanks": "Thank you. The press service reads it.",
        "feedback_yes": "Helped",
        "files": "I do not read attachments. Write your question as text, or choose here.",
        "files_beside": "I do not read attachments. This answers what you wrote.",
        "forwarded": "I do not read forwarded messages. Write your question as text, or choose "
        "here.",
        "handoff_answers": "A human at the press service answers:",
        "handoff_ask": "Send the question to the press service",
        "handoff_got": "The press service has your question. The answer comes here. If it is "
        "urgent, call the press line.",
        "handoff_how": "This is sent to the press service, where a human reads it:",
        "handoff_kept": "The answer comes here. The question and the answer are kept for {days} "
        "days and deleted with the conversation; at the press service they stay. If you want to "
        "send something else, write it first, and then the words “to the press service”.",
        "handoff_lost": "The question could not be sent to the press service. Call the press line, "
        "or try again.",
        "handoff_not_here": "From here the question cannot be sent to a human. Write it to me in a "
        "direct message, and then the words “to the press service”.",
        "handoff_nothing": "Write your question first. Then it can be sent to the press service.",
        "handoff_offer": "Do you want a human to answer? Write “to the press service”.",
        "handoff_send": "Send to the press service",
        "handoff_sending": "The question is being sent. You are told here when the press service "
        "has it.",
        "handoff_taken": "Somebody at the press service has taken your question. The answer comes "
        "here.",
        "help": "Write what you need, or choose one of these.",
        "home_begin": "You may begin with one of these. The answer comes under Messages.",
        "home_title": "Presstjänst",
        "home_what": "The right contact at Försäkringskassan, the Swedish Social Insurance "
        "Agency, and the rules that apply, at any hour. Names and other personal data are not "
        "needed.",
        "home_where": "Write your question under Messages, or mention the app in a channel: it "
        "answers in a thread. With /presstjanst and your question you alone see the answer.",
        "not_your_button": "The buttons are for the one who asked. Mention me with a question of "
        "your own, or choose here.",
        "searching": "is looking for an answer …",
        "welcome": "Hello. I show journalists the right contact at Försäkringskassan, the Swedish "
        "Social Insurance Agency, and the rules that apply. Ask about the press service, an "
        "individual case, statistics or an official document. You need not write names or other "
        "personal data.",
        "welcome_group": "Mention me with @ when you ask here.",
    },
}
