/* What the element says, in the languages that it speaks. A further language is a further table with the same keys. */

const ENGLISH = {
  ask: "Ask", stop: "Stop", again: "Try again", anew: "New conversation", edit: "Edit question", cancel: "Cancel",
  label: "Your question", hint: "Enter asks, Shift + Enter starts a new line", log: "Answers",
  searching: "Searching the documents …",
  reading: "Reading {passages} in {documents} …",
  passage: { one: "{n} passage", other: "{n} passages" },
  document: { one: "{n} document", other: "{n} documents" },
  stopped: "Stopped. Your question is still there.",
  unreachable: "The service cannot be reached. Your question is still there.",
  broken: "The answer broke off on its way. Your question is still there.",
  refused: "The service answered with status {status}.",
  editing: "You are editing your last question. Its answer will be replaced.",
  searched: "Searched for", correct: "Edit what is searched for",
  source: "Source {number}", sources: { one: "Source", other: "Sources" },
  differ: "The sources differ", earlier: "An earlier version said:", silent: "No answer in the sources", closest: "What comes closest",
  not_in_sources: "The documents do not answer this question.",
  not_mentioned: "The documents do not mention {words}.",
  detail_not_told: "The documents speak of this, but they do not tell what you ask. What they say is below.",
  unclear_reference: "It is not clear what {words} means here: ask again and name it.",
  below: "The passages below come closest.",
  index_empty: "There are no documents in this collection yet.",
  nothing_admitted: "No document passes your filters. Remove one and ask again.",
  next: "Ask next", starters: "Questions to begin with",
  greeting: "Ask about “{collection}”. Every sentence of an answer is quoted, word for word, from the documents.",
  copy: "Copy with sources", copied: "Copied", uncopied: "Copying is not allowed here",
  share: "Copy link", changed: "The documents have changed since this link was made. This is today’s answer.",
  open: "Open the chat", close: "Close the chat", title: "Questions and answers",
  pane: "Source", shut: "Close the source", before: "Previous quotation", after: "Next quotation",
  place: "{number} of {count}", whole: "Open the whole document", loading: "Opening the document …",
  unopened: "The document cannot be opened just now.",
  moved: "This source has changed since it was quoted. The quotation still stands in it, at another place.",
  gone: "This source has changed since it was quoted. The quotation no longer stands in it.", former: "The source said then:",
  page: "Page", filters: "Filters", kind: "Kind", speaker: "Speaker", title_of: "Document", since: "Published from", until: "Published to",
  remove: "Remove the filter {name}", only: "Only:", from: "from {day}", to: "to {day}", unlisted: "The list of documents cannot be read just now.",
  judge: "Was this answer right?", up: "Yes, it was", down: "No, it was not", why: "What was wrong?", comment: "Comment (optional)", send: "Send",
  thanks: "Thank you. This helps to make the answers better.", unsent: "It could not be sent. Please try again.",
  wrong: "It is wrong", not_in_source: "The source does not say it", incomplete: "Something is missing",
  should_have_declined: "It should not have answered", other: "Something else",
};

const FRENCH = {
  ask: "Demander", stop: "Arrêter", again: "Réessayer", anew: "Nouvelle conversation", edit: "Modifier la question", cancel: "Annuler",
  label: "Votre question", hint: "Entrée envoie, Maj + Entrée va à la ligne", log: "Réponses",
  searching: "Recherche dans les documents…",
  reading: "Lecture de {passages} dans {documents}…",
  passage: { one: "{n} passage", other: "{n} passages" },
  document: { one: "{n} document", other: "{n} documents" },
  stopped: "Arrêté. Votre question est conservée.",
  unreachable: "Le service est injoignable. Votre question est conservée.",
  broken: "La réponse a été interrompue. Votre question est conservée.",
  refused: "Le service a répondu par le statut {status}.",
  editing: "Vous modifiez votre dernière question. Sa réponse sera remplacée.",
  searched: "Recherche effectuée :", correct: "Modifier la recherche",
  source: "Source {number}", sources: { one: "Source", other: "Sources" },
  differ: "Les sources divergent", earlier: "Une version antérieure disait :", silent: "Pas de réponse dans les sources", closest: "Ce qui s’en approche le plus",
  not_in_sources: "Les documents ne répondent pas à cette question.",
  not_mentioned: "Les documents ne mentionnent pas {words}.",
  detail_not_told: "Les documents en parlent, mais ne disent pas ce que vous demandez. Voici ce qu’ils disent.",
  unclear_reference: "Ce que {words} désigne ici n’est pas clair : reposez la question en le nommant.",
  below: "Les passages ci-dessous s’en approchent le plus.",
  index_empty: "Cette collection ne contient encore aucun document.",
  nothing_admitted: "Aucun document ne correspond à vos filtres. Retirez-en un et réessayez.",
  next: "Pour continuer", starters: "Questions pour commencer",
  greeting: "Posez vos questions sur « {collection} ». Chaque phrase d’une réponse est citée mot pour mot des documents.",
  copy: "Copier avec les sources", copied: "Copié", uncopied: "La copie n’est pas autorisée ici",
  share: "Copier le lien", changed: "Les documents ont changé depuis la création de ce lien. Voici la réponse d’aujourd’hui.",
  open: "Ouvrir la discussion", close: "Fermer la discussion", title: "Questions et réponses",
  pane: "Source", shut: "Fermer la source", before: "Citation précédente", after: "Citation suivante",
  place: "{number} sur {count}", whole: "Ouvrir le document entier", loading: "Ouverture du document…",
  unopened: "Le document ne peut pas être ouvert pour le moment.",
  moved: "Cette source a changé depuis qu’elle a été citée. La citation y figure encore, à un autre endroit.",
  gone: "Cette source a changé depuis qu’elle a été citée. La citation n’y figure plus.", former: "La source disait alors :",
  page: "Page", filters: "Filtres", kind: "Type", speaker: "Orateur", title_of: "Document", since: "Publié à partir du", until: "Publié jusqu’au",
  remove: "Retirer le filtre {name}", only: "Seulement :", from: "à partir du {day}", to: "jusqu’au {day}", unlisted: "La liste des documents ne peut pas être lue pour le moment.",
  judge: "Cette réponse est-elle juste ?", up: "Oui, elle est juste", down: "Non, elle ne l’est pas", why: "Qu’est-ce qui ne va pas ?", comment: "Commentaire (facultatif)", send: "Envoyer",
  thanks: "Merci. Cela aide à améliorer les réponses.", unsent: "L’envoi a échoué. Veuillez réessayer.",
  wrong: "Elle est fausse", not_in_source: "La source ne le dit pas", incomplete: "Il manque quelque chose",
  should_have_declined: "Il ne fallait pas répondre", other: "Autre chose",
};

const SPANISH = {
  ask: "Preguntar", stop: "Detener", again: "Reintentar", anew: "Nueva conversación", edit: "Editar la pregunta", cancel: "Cancelar",
  label: "Su pregunta", hint: "Intro envía, Mayús + Intro empieza otra línea", log: "Respuestas",
  searching: "Buscando en los documentos…",
  reading: "Leyendo {passages} en {documents}…",
  passage: { one: "{n} pasaje", other: "{n} pasajes" },
  document: { one: "{n} documento", other: "{n} documentos" },
  stopped: "Detenido. Su pregunta sigue ahí.",
  unreachable: "No se puede acceder al servicio. Su pregunta sigue ahí.",
  broken: "La respuesta se interrumpió. Su pregunta sigue ahí.",
  refused: "El servicio respondió con el estado {status}.",
  editing: "Está editando su última pregunta. Su respuesta será sustituida.",
  searched: "Se buscó:", correct: "Editar lo que se busca",
  source: "Fuente {number}", sources: { one: "Fuente", other: "Fuentes" },
  differ: "Las fuentes difieren", earlier: "Una versión anterior decía:", silent: "Sin respuesta en las fuentes", closest: "Lo que más se acerca",
  not_in_sources: "Los documentos no responden a esta pregunta.",
  not_mentioned: "Los documentos no mencionan {words}.",
  detail_not_told: "Los documentos hablan de esto, pero no dicen lo que pregunta. A continuación, lo que dicen.",
  unclear_reference: "No queda claro a qué se refiere {words}: pregunte de nuevo y nómbrelo.",
  below: "Los pasajes siguientes son los más cercanos.",
  index_empty: "Esta colección aún no tiene documentos.",
  nothing_admitted: "Ningún documento cumple sus filtros. Quite alguno y vuelva a preguntar.",
  next: "Para seguir", starters: "Preguntas para empezar",
  greeting: "Pregunte sobre «{collection}». Cada frase de una respuesta se cita palabra por palabra de los documentos.",
  copy: "Copiar con las fuentes", copied: "Copiado", uncopied: "Aquí no se permite copiar",
  share: "Copiar el enlace", changed: "Los documentos han cambiado desde que se creó este enlace. Esta es la respuesta de hoy.",
  open: "Abrir el chat", close: "Cerrar el chat", title: "Preguntas y respuestas",
  pane: "Fuente", shut: "Cerrar la fuente", before: "Cita anterior", after: "Cita siguiente",
  place: "{number} de {count}", whole: "Abrir el documento completo", loading: "Abriendo el documento…",
  unopened: "El documento no se puede abrir en este momento.",
  moved: "Esta fuente ha cambiado desde que se citó. La cita sigue en ella, en otro lugar.",
  gone: "Esta fuente ha cambiado desde que se citó. La cita ya no figura en ella.", former: "La fuente decía entonces:",
  page: "Página", filters: "Filtros", kind: "Tipo", speaker: "Orador", title_of: "Documento", since: "Publicado desde", until: "Publicado hasta",
  remove: "Quitar el filtro {name}", only: "Solo:", from: "desde el {day}", to: "hasta el {day}", unlisted: "La lista de documentos no se puede leer en este momento.",
  judge: "¿Es correcta esta respuesta?", up: "Sí, lo es", down: "No, no lo es", why: "¿Qué falla?", comment: "Comentario (opcional)", send: "Enviar",
  thanks: "Gracias. Esto ayuda a mejorar las respuestas.", unsent: "No se pudo enviar. Inténtelo de nuevo.",
  wrong: "Es incorrecta", not_in_source: "La fuente no lo dice", incomplete: "Falta algo",
  should_have_declined: "No debería haber respondido", other: "Otra cosa",
};

export const LANGUAGES = { en: ENGLISH, fr: FRENCH, es: SPANISH };

function capitalise(words) {
  return words.charAt(0).toUpperCase() + words.slice(1);
}

export class Wording {
  #messages;
  #plurals;
  #lists;
  #days;

  /** @param wanted A language tag such as "fr-CH"; English where the language is not spoken. */
  constructor(wanted) {
    const base = (wanted || "en").toLowerCase().split("-")[0];
    this.language = Object.hasOwn(LANGUAGES, base) ? base : "en";
    this.#messages = LANGUAGES[this.language];
    this.#plurals = new Intl.PluralRules(this.language);
    this.#lists = new Intl.ListFormat(this.language, { type: "disjunction" });
    const written = this.language === "en" ? "en-GB" : this.language;
    this.#days = new Intl.DateTimeFormat(written, { dateStyle: "long", timeZone: "UTC" });
  }

  /** Returns a message with its gaps filled. */
  say(key, values = {}) {
    return this.#fill(this.#messages[key], values);
  }

  /** Returns words of the person in quotation marks, the last after an "or". */
  join(words) {
    return this.#lists.format(words.map((word) => `“${word}”`));
  }

  /** Returns a message in its singular or plural. */
  count(key, n) {
    const forms = this.#messages[key];
    return this.#fill(forms[this.#plurals.select(n)] ?? forms.other, { n });
  }

  /** Returns a day such as "2020-10-12" as people write it. */
  writeDay(published) {
    const day = new Date(`${published}T00:00:00Z`);
    return Number.isNaN(day.valueOf()) ? published : this.#days.format(day);
  }

  /** Returns what is said of a source under its title: kind, speaker, date. */
  writeFacts(source) {
    return this.#listFacts(source).join(" · ");
  }

  /** Returns the name of a citation for those who hear it. */
  nameCitation(citation) {
    const facts = [citation.title, ...this.#listFacts({ ...citation, role: null })];
    return `${this.say("source", { number: citation.number })}: ${facts.join(", ")}`;
  }

  #listFacts({ page, kind, speaker, role, published }) {
    const said = [speaker, role].filter(Boolean).join(", ");
    const where = page ? `${this.say("page")} ${page}` : "";
    return [where, capitalise(kind), said, published ? this.writeDay(published) : ""].filter(Boolean);
  }

  #fill(message, values) {
    return message.replace(/\{(\w+)\}/g, (_, name) => values[name]);
  }
}
