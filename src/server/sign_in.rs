//! The forms of sign-in: what they do and where they lead.

use axum::{
    Form,
    extract::{Path, Query, Request, State},
    http::{Extensions, HeaderMap, HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Redirect, Response},
};
use heliu_domain::{
    Code, PersonId, Problem,
    directory::{Person, Workspace},
    identity::{self, TicketKind},
    locale::{Language, Text, identity as words},
};
use heliu_store::{Credential, Event, IdentityStep, Ticket};
use serde::Deserialize;

use crate::{
    identity::{
        document::Frame,
        sign_in::{self as pages, Forgot, SignIn},
    },
    server::{
        clock,
        context::{Context, Visit, preferences_of},
        refusal::Refusal,
        second_factor,
        session::{self, Origin, hash, in_query, secret},
    },
};

/// What every handler of a form begins with.
pub struct Entrance {
    pub context: Context,
    pub workspace: Workspace,
    pub origin: Origin,
    pub headers: HeaderMap,
    pub frame: Frame,
}

impl Entrance {
    /// The workspace of the short name, and who is at its door.
    ///
    /// # Errors
    /// No such workspace.
    pub async fn new(context: Context, slug: &str, extensions: &Extensions, headers: HeaderMap, here: String) -> Result<Self, Problem> {
        let workspace = context.store.workspace(slug).await?.ok_or_else(|| Problem::not_found("workspace"))?;
        let origin = Origin::of(&context.settings, extensions, &headers);
        let frame = frame(&context, &headers, here);
        Ok(Self { context, workspace, origin, headers, frame })
    }

    /// Where somebody who is in goes, with the cookie that says so.
    fn enter(&self, cookie: HeaderValue, language: &str, next: &str) -> Response {
        let home = format!("/w/{}", self.workspace.slug);
        let mut response = Redirect::to(identity::local_path(next, &home)).into_response();
        response.headers_mut().append(header::SET_COOKIE, cookie);
        if let Some(language) = Language::parse(language) {
            response.headers_mut().append(header::SET_COOKIE, language_cookie(language));
        }
        response
    }

    fn sign_in_path(&self) -> String {
        format!("/w/{}/sign-in", self.workspace.slug)
    }
}

/// How pages without script are drawn for a request.
pub fn frame(context: &Context, headers: &HeaderMap, here: String) -> Frame {
    let provider = context.settings.openid.as_ref().map(|openid| openid.name().to_owned());
    Frame { preferences: preferences_of(headers), style: context.assets.style(), here, provider }
}

/// The status with which a form comes back.
pub fn status(problem: &Problem) -> StatusCode {
    StatusCode::from_u16(problem.code.status()).unwrap_or(StatusCode::UNPROCESSABLE_ENTITY)
}

/// Keeps a language in the browser for a year.
pub fn language_cookie(language: Language) -> HeaderValue {
    HeaderValue::from_static(match language {
        Language::En => "heliu_language=en; Path=/; Max-Age=31536000; SameSite=Lax",
        Language::Zh => "heliu_language=zh; Path=/; Max-Age=31536000; SameSite=Lax",
    })
}

/// Lets pages of a workspace be seen by those who are signed in there; others are led to the sign-in, and from there back.
pub async fn guard_pages(State(context): State<Context>, request: Request, next: Next) -> Response {
    match known(&context, request).await {
        Ok(request) => next.run(request).await,
        Err(response) => response,
    }
}

/// The request with whose it is, if it is for a page of a workspace; or the way to the sign-in.
///
/// # Errors
/// Nobody is signed in, or the store does not answer.
pub async fn known(context: &Context, mut request: Request) -> Result<Request, Response> {
    let Some(slug) = request.uri().path().strip_prefix("/w/").and_then(|rest| rest.split('/').next()).map(str::to_owned) else {
        return Ok(request);
    };
    match Visit::new(context, request.headers(), &slug).await {
        Ok(visit) => {
            request.extensions_mut().insert(visit);
            Ok(request)
        }
        Err(problem) if problem.code == Code::SignedOut => {
            let wanted = request.uri().path_and_query().map_or("/", |wanted| wanted.as_str());
            Err(Redirect::to(&format!("/w/{slug}/sign-in?next={}", in_query(wanted))).into_response())
        }
        // The page itself says that there is no such workspace.
        Err(problem) if problem.code == Code::NotFound => Ok(request),
        Err(problem) => Err(Refusal::from(problem).into_response()),
    }
}

/// What the address of the sign-in page says.
#[derive(Default, Deserialize)]
pub struct Wanted {
    #[serde(default)]
    next: String,
    /// What was done before, by its word.
    #[serde(default)]
    done: String,
}

/// The sign-in page.
///
/// # Errors
/// No such workspace.
pub async fn page(
    State(context): State<Context>,
    Path(slug): Path<String>,
    Query(wanted): Query<Wanted>,
    request: Request,
) -> Result<Response, Refusal> {
    let (parts, _) = request.into_parts();
    let here = parts.uri.to_string();
    let entrance = Entrance::new(context, &slug, &parts.extensions, parts.headers, here).await?;
    if entrance.workspace.sample {
        return Ok(anybody(&entrance, wanted.next).await?);
    }
    let notice: Option<Text> = match wanted.done.as_str() {
        "password" => Some(words::PASSWORD_SAVED),
        "out" => Some(words::SIGNED_OUT),
        _ => None,
    };
    let notice = notice.map(|text| text.in_(entrance.frame.preferences.language).to_owned());
    let state = SignIn { next: wanted.next, notice, ..SignIn::default() };
    Ok(pages::by_password(&entrance.frame, StatusCode::OK, &entrance.workspace, state))
}

async fn anybody(entrance: &Entrance, next: String) -> Result<Response, Problem> {
    let people = entrance.context.store.people(entrance.workspace.id).await?;
    let mut others = entrance.context.store.workspaces().await?;
    others.retain(|other| other.sample && other.id != entrance.workspace.id);
    Ok(pages::as_anybody(&entrance.frame, &entrance.workspace, people, others, next))
}

/// What the sign-in form sends: address and password, or, in sample data, a person.
#[derive(Deserialize)]
pub struct Attempt {
    #[serde(default)]
    email: String,
    #[serde(default)]
    password: String,
    #[serde(default)]
    next: String,
    person: Option<String>,
}

/// Signs in, or shows the form again with what is wrong.
///
/// # Errors
/// No such workspace.
pub async fn sign_in(
    State(context): State<Context>,
    Path(slug): Path<String>,
    extensions: Extensions,
    headers: HeaderMap,
    Form(attempt): Form<Attempt>,
) -> Result<Response, Refusal> {
    let here = format!("/w/{slug}/sign-in");
    let entrance = Entrance::new(context, &slug, &extensions, headers, here).await?;
    if let Some(person) = attempt.person {
        return Ok(as_sample_person(&entrance, &person, &attempt.next).await?);
    }
    let state = SignIn { email: attempt.email.clone(), next: attempt.next.clone(), ..SignIn::default() };
    match by_password(&entrance, attempt).await {
        Ok(response) => Ok(response),
        Err(problem) => {
            let status = status(&problem);
            Ok(pages::by_password(&entrance.frame, status, &entrance.workspace, SignIn { problem: Some(problem), ..state }))
        }
    }
}

async fn as_sample_person(entrance: &Entrance, person: &str, next: &str) -> Result<Response, Problem> {
    let person: PersonId = person.parse()?;
    if !entrance.workspace.sample {
        return Err(Problem::of(Code::Forbidden, "person"));
    }
    let Entrance { context, headers, origin, workspace, .. } = entrance;
    let cookie = session::begin(context, headers, origin, workspace, person, Vec::new()).await?;
    Ok(entrance.enter(cookie, "", next))
}

async fn by_password(entrance: &Entrance, attempt: Attempt) -> Result<Response, Problem> {
    let Entrance { context, workspace, origin, frame, .. } = entrance;
    let email = identity::email(&attempt.email)?;
    context.guard.admit(workspace.id, &email, origin.address)?;
    let credential = context.store.credential_by_email(workspace.id, &email).await?;
    let known = credential.as_ref().filter(|credential| !credential.password.is_empty());
    let is_right = context.guard.is_right(&attempt.password, known.map(|known| known.password.as_str())).await?;
    let person = credential.as_ref().map(|credential| credential.person);
    let Some(credential) = credential.filter(|_| is_right) else {
        // Also for nobody: a refusal takes as long whether there is such an address or not.
        context.store.identify(workspace.id, vec![origin.note(person, None, Event::Failed)]).await?;
        return Err(Problem::new(Code::WrongPassword));
    };
    if credential.totp.is_empty() {
        return begin(entrance, &credential, &attempt.next, Vec::new()).await;
    }
    let token = secret();
    let ticket = ticket(credential.person, TicketKind::SecondFactor);
    context.store.identify(workspace.id, vec![IdentityStep::PutTicket { ticket, token: hash(&token) }]).await?;
    Ok(pages::second_factor(frame, StatusCode::OK, &workspace.slug, token, attempt.next, None))
}

/// A session for whoever has shown that they are the person of the credential.
///
/// # Errors
/// [`Code::WrongPassword`] for somebody who is not active any more, else as [`session::begin`].
pub async fn begin(entrance: &Entrance, credential: &Credential, next: &str, steps: Vec<IdentityStep>) -> Result<Response, Problem> {
    let Entrance { context, headers, origin, workspace, .. } = entrance;
    let begun = session::begin(context, headers, origin, workspace, credential.person, steps).await;
    // Somebody who is not active any more is told nothing else than somebody who never was.
    let cookie = begun.map_err(|problem| if problem.code == Code::NotFound { Problem::new(Code::WrongPassword) } else { problem })?;
    Ok(entrance.enter(cookie, &credential.language, next))
}

/// A ticket of a person from now on.
pub fn ticket(person: PersonId, kind: TicketKind) -> Ticket {
    let at = clock::now();
    Ticket { person, kind, created_at: at, expires_at: kind.expiry(at) }
}

/// What the form of the second factor sends.
#[derive(Deserialize)]
pub struct SecondFactor {
    ticket: String,
    #[serde(default)]
    code: String,
    #[serde(default)]
    next: String,
}

/// Finishes a sign-in by a code, or shows the form again.
///
/// # Errors
/// No such workspace.
pub async fn code(
    State(context): State<Context>,
    Path(slug): Path<String>,
    extensions: Extensions,
    headers: HeaderMap,
    Form(attempt): Form<SecondFactor>,
) -> Result<Response, Refusal> {
    let entrance = Entrance::new(context, &slug, &extensions, headers, format!("/w/{slug}/sign-in")).await?;
    match by_code(&entrance, &attempt).await {
        Ok(response) => Ok(response),
        Err(problem) if problem.code == Code::Expired => {
            let state = SignIn { next: attempt.next, problem: Some(problem), ..SignIn::default() };
            Ok(pages::by_password(&entrance.frame, StatusCode::GONE, &entrance.workspace, state))
        }
        Err(problem) => {
            let status = status(&problem);
            Ok(pages::second_factor(&entrance.frame, status, &slug, attempt.ticket, attempt.next, Some(&problem)))
        }
    }
}

async fn by_code(entrance: &Entrance, attempt: &SecondFactor) -> Result<Response, Problem> {
    let Entrance { context, workspace, origin, .. } = entrance;
    let (now, token) = (clock::now(), hash(&attempt.ticket));
    let ticket = context.store.ticket(workspace.id, &token, now).await?;
    let ticket = ticket.filter(|ticket| ticket.kind == TicketKind::SecondFactor).ok_or_else(|| Problem::new(Code::Expired))?;
    let person = ticket.person;
    context.guard.admit(workspace.id, &format!("code {person}"), origin.address)?;
    let credential = context.store.credential(workspace.id, person).await?.ok_or_else(|| Problem::new(Code::Expired))?;
    let typed = identity::code(&attempt.code);
    let mut steps = vec![IdentityStep::UseTicket { person, kind: TicketKind::SecondFactor, token, at: now }];
    match second_factor::step(&credential.totp, &typed, now)? {
        Some(step) => steps.push(IdentityStep::UseStep { person, step }),
        None => steps.push(IdentityStep::UseTicket { person, kind: TicketKind::Recovery, token: recovery_hash(person, &typed), at: now }),
    }
    let answer = begin(entrance, &credential, &attempt.next, steps).await;
    let is_wrong = matches!(&answer, Err(problem) if matches!(problem.code, Code::WrongCode | Code::Expired));
    if is_wrong {
        context.store.identify(workspace.id, vec![origin.note(Some(person), None, Event::Failed)]).await?;
        return Err(Problem::of(Code::WrongCode, "code"));
    }
    answer
}

/// What is stored of a recovery code, which is a code of one person.
pub fn recovery_hash(person: PersonId, code: &str) -> String {
    hash(&format!("recovery {person} {}", identity::code(code)))
}

/// Ends the session of the request.
///
/// # Errors
/// No such workspace.
pub async fn sign_out(
    State(context): State<Context>,
    Path(slug): Path<String>,
    extensions: Extensions,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    let entrance = Entrance::new(context, &slug, &extensions, headers, String::new()).await?;
    let Entrance { context, workspace, origin, headers, .. } = &entrance;
    if let Some((session, person)) = session::present(context, headers, workspace).await? {
        let end = IdentityStep::EndSession { person: person.id, session: session.id };
        context.store.identify(workspace.id, vec![end, origin.note(Some(person.id), None, Event::SignedOut)]).await?;
        context.hub.sessions_changed(workspace.id);
    }
    let mut response = Redirect::to(&format!("{}?done=out", entrance.sign_in_path())).into_response();
    response.headers_mut().append(header::SET_COOKIE, session::taken(&context.settings, &slug));
    Ok(response)
}

/// What the form for a new password sends.
#[derive(Default, Deserialize)]
pub struct Forgotten {
    #[serde(default)]
    email: String,
}

/// Asks whose password is forgotten, and sends a link there; whether there is such a person, nobody is told.
///
/// # Errors
/// No such workspace.
pub async fn forgot(
    State(context): State<Context>,
    Path(slug): Path<String>,
    method: Method,
    extensions: Extensions,
    headers: HeaderMap,
    Form(typed): Form<Forgotten>,
) -> Result<Response, Refusal> {
    let entrance = Entrance::new(context, &slug, &extensions, headers, format!("/w/{slug}/forgot")).await?;
    let frame = &entrance.frame;
    if entrance.context.settings.mail.is_none() {
        return Ok(pages::forgot(frame, StatusCode::OK, &slug, String::new(), None, Forgot::WithoutMail));
    }
    if method != Method::POST {
        return Ok(pages::forgot(frame, StatusCode::OK, &slug, String::new(), None, Forgot::Ask));
    }
    match send_reset(&entrance, &typed.email).await {
        Ok(()) => Ok(pages::forgot(frame, StatusCode::OK, &slug, String::new(), None, Forgot::Sent)),
        Err(problem) => Ok(pages::forgot(frame, status(&problem), &slug, typed.email, Some(&problem), Forgot::Ask)),
    }
}

async fn send_reset(entrance: &Entrance, email: &str) -> Result<(), Problem> {
    let Entrance { context, workspace, origin, frame, .. } = entrance;
    let email = identity::email(email)?;
    context.guard.admit(workspace.id, &format!("reset {email}"), origin.address)?;
    let (context, workspace, origin) = (context.clone(), workspace.clone(), origin.clone());
    let language = frame.preferences.language;
    // The answer does not wait for it: how long it takes would tell whether there is such a person.
    tokio::spawn(async move {
        let sent = mail_reset(&context, &workspace, &origin, &email, language).await;
        if let Err(problem) = sent {
            tracing::warn!(%problem, "a link for a new password was not sent");
        }
    });
    Ok(())
}

async fn mail_reset(context: &Context, workspace: &Workspace, origin: &Origin, email: &str, language: Language) -> Result<(), Problem> {
    let (Some(mail), Some(base)) = (&context.settings.mail, &context.settings.public_url) else { return Ok(()) };
    let Some(credential) = context.store.credential_by_email(workspace.id, email).await? else { return Ok(()) };
    let language = Language::parse(&credential.language).unwrap_or(language);
    let token = make_link(context, workspace, origin, credential.person, TicketKind::Reset, None).await?;
    let link = link(base, &workspace.slug, &token);
    let body = words::MAIL_RESET_BODY.with(language, &[&workspace.name, &link]);
    let subject = words::MAIL_RESET.with(language, &[&workspace.name]);
    mail.send(email, &subject, body).await
}

/// Makes the only link of its kind for a person; answers its token.
///
/// # Errors
/// The person is not active.
pub async fn make_link(
    context: &Context,
    workspace: &Workspace,
    origin: &Origin,
    person: PersonId,
    kind: TicketKind,
    actor: Option<PersonId>,
) -> Result<String, Problem> {
    let token = secret();
    let event = if kind == TicketKind::Invitation { Event::Invited } else { Event::ResetAsked };
    let steps = vec![
        IdentityStep::DropTickets { person, kind },
        IdentityStep::PutTicket { ticket: ticket(person, kind), token: hash(&token) },
        origin.note(Some(person), actor, event),
    ];
    context.store.identify(workspace.id, steps).await?;
    Ok(token)
}

/// The address of a link.
pub fn link(base: &str, slug: &str, token: &str) -> String {
    format!("{}/w/{slug}/ticket/{token}", base.trim_end_matches('/'))
}

/// What the form behind a link sends.
#[derive(Default, Deserialize)]
pub struct Chosen {
    #[serde(default)]
    password: String,
}

/// Lets whoever has the link choose a password.
///
/// # Errors
/// No such workspace.
pub async fn by_link(
    State(context): State<Context>,
    Path((slug, token)): Path<(String, String)>,
    method: Method,
    extensions: Extensions,
    headers: HeaderMap,
    Form(chosen): Form<Chosen>,
) -> Result<Response, Refusal> {
    let entrance = Entrance::new(context, &slug, &extensions, headers, format!("/w/{slug}/ticket/{}", in_query(&token))).await?;
    let frame = &entrance.frame;
    let (ticket, person, credential) = match invited(&entrance, &token).await {
        Ok(found) => found,
        Err(problem) => return Ok(pages::expired(frame, &slug, &problem)),
    };
    let show = |status: StatusCode, problem: Option<&Problem>| {
        pages::by_link(frame, status, &entrance.workspace, &person, &credential.email, ticket.kind, problem)
    };
    if method != Method::POST {
        return Ok(show(StatusCode::OK, None));
    }
    match choose(&entrance, &ticket, &person, &credential, &token, &chosen.password).await {
        Ok(response) => Ok(response),
        Err(problem) if problem.code == Code::Expired => Ok(pages::expired(frame, &slug, &problem)),
        Err(problem) => Ok(show(status(&problem), Some(&problem))),
    }
}

/// Whose link it is, if it can be used.
async fn invited(entrance: &Entrance, token: &str) -> Result<(Ticket, Person, Credential), Problem> {
    let (context, workspace) = (&entrance.context, entrance.workspace.id);
    let expired = || Problem::new(Code::Expired);
    let ticket = context.store.ticket(workspace, &hash(token), clock::now()).await?;
    let ticket = ticket.filter(|ticket| matches!(ticket.kind, TicketKind::Invitation | TicketKind::Reset)).ok_or_else(expired)?;
    let people = context.store.people(workspace).await?;
    let person = people.into_iter().find(|person| person.id == ticket.person && person.active).ok_or_else(expired)?;
    let credential = context.store.credential(workspace, ticket.person).await?.ok_or_else(expired)?;
    Ok((ticket, person, credential))
}

async fn choose(
    entrance: &Entrance,
    ticket: &Ticket,
    person: &Person,
    credential: &Credential,
    token: &str,
    password: &str,
) -> Result<Response, Problem> {
    let Entrance { context, workspace, origin, .. } = entrance;
    identity::password(password, &credential.email, &person.name)?;
    let at = clock::now();
    let now = Credential { password: context.guard.hash(password).await?, changed_at: at, ..credential.clone() };
    let mut steps = vec![IdentityStep::UseTicket { person: person.id, kind: ticket.kind, token: hash(token), at }];
    steps.push(IdentityStep::PutCredential(now));
    steps.push(IdentityStep::EndSessions { person: person.id, except: None });
    steps.extend(
        [TicketKind::Invitation, TicketKind::Reset, TicketKind::SecondFactor]
            .map(|kind| IdentityStep::DropTickets { person: person.id, kind }),
    );
    steps.push(origin.note(Some(person.id), None, Event::PasswordChanged));
    // A link for a new password does not stand in for the second factor.
    if credential.totp.is_empty() {
        return begin(entrance, credential, "", steps).await;
    }
    context.store.identify(workspace.id, steps).await?;
    context.hub.sessions_changed(workspace.id);
    Ok(Redirect::to(&format!("{}?done=password", entrance.sign_in_path())).into_response())
}

/// What the switch of languages sends.
#[derive(Deserialize)]
pub struct Spoken {
    language: String,
    #[serde(default)]
    next: String,
}

/// Keeps a language in the browser and goes back.
///
/// # Errors
/// Not a language.
pub async fn language(Form(spoken): Form<Spoken>) -> Result<Response, Refusal> {
    let language = Language::parse(&spoken.language).ok_or_else(|| Problem::malformed("language"))?;
    let mut response = Redirect::to(identity::local_path(&spoken.next, "/")).into_response();
    response.headers_mut().append(header::SET_COOKIE, language_cookie(language));
    Ok(response)
}
