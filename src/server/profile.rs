//! What the forms of the own profile do.

use axum::{
    Form,
    extract::{Path, Query, Request, State},
    http::{Extensions, HeaderMap, StatusCode, header},
    response::{IntoResponse, Redirect, Response},
};
use heliu_domain::{
    Code, Command, CommandId, Envelope, Problem, SessionId,
    directory::DirectoryCommand,
    identity::{self, TicketKind},
    locale::{Language, identity as words},
};
use heliu_store::{Credential, Event, IdentityStep};
use serde::Deserialize;

use crate::{
    identity::{
        document::Frame,
        profile::{self as pages, Profile, SecondFactor},
    },
    server::{
        avatar, clock,
        context::{Context, Visit},
        random,
        refusal::Refusal,
        second_factor,
        session::{Origin, in_query},
        sign_in::{frame, language_cookie, recovery_hash, status, ticket},
        zone,
    },
};

/// Recovery codes that are made together.
const CODES: usize = 10;

/// A person at the own profile.
struct Desk {
    context: Context,
    visit: Visit,
    credential: Option<Credential>,
    origin: Origin,
    frame: Frame,
}

impl Desk {
    async fn new(context: Context, slug: &str, extensions: &Extensions, headers: &HeaderMap) -> Result<Self, Problem> {
        let visit = Visit::new(&context, headers, slug).await?;
        let credential = context.store.credential(visit.workspace.id, visit.person.id).await?;
        let origin = Origin::of(&context.settings, extensions, headers);
        let frame = Frame { preferences: visit.preferences, ..frame(&context, headers, format!("/w/{slug}/profile")) };
        Ok(Self { context, visit, credential, origin, frame })
    }

    async fn show(&self, problem: Option<Problem>, notice: Option<String>, second_factor: SecondFactor) -> Result<Response, Problem> {
        self.show_named(problem, notice, second_factor, None).await
    }

    /// The same with a name that was typed and refused.
    async fn show_named(
        &self,
        problem: Option<Problem>,
        notice: Option<String>,
        second_factor: SecondFactor,
        name: Option<String>,
    ) -> Result<Response, Problem> {
        let Visit { workspace, person, session, .. } = &self.visit;
        let profile = Profile {
            sessions: self.context.store.sessions(workspace.id, person.id, clock::now()).await?,
            workspace: workspace.clone(),
            person: person.clone(),
            credential: self.credential.clone(),
            present: *session,
            name,
            notice,
            second_factor,
            problem,
        };
        let status = profile.problem.as_ref().map_or(StatusCode::OK, status);
        Ok(pages::page(&self.frame, status, profile))
    }

    fn credential(&self) -> Result<Credential, Problem> {
        self.credential.clone().ok_or_else(|| Problem::of(Code::Forbidden, "person"))
    }

    async fn write(&self, steps: Vec<IdentityStep>) -> Result<(), Problem> {
        self.context.store.identify(self.visit.workspace.id, steps).await
    }

    fn note(&self, event: Event) -> IdentityStep {
        self.origin.note(Some(self.visit.person.id), None, event)
    }

    /// Commits what the person says of themselves.
    async fn say(&self, command: DirectoryCommand) -> Result<Response, Problem> {
        let id = CommandId::new(clock::now(), random::bytes());
        let envelope = Envelope { id, command: Command::Directory(command) };
        self.context.store.commit(self.visit.workspace.id, self.visit.author(), envelope).await?;
        Ok(self.done("saved"))
    }

    fn done(&self, what: &str) -> Response {
        Redirect::to(&format!("/w/{}/profile?done={what}", self.visit.workspace.slug)).into_response()
    }
}

/// What the address of the profile says.
#[derive(Default, Deserialize)]
pub struct Wanted {
    #[serde(default)]
    done: String,
}

/// The own profile.
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
    let desk = match Desk::new(context, &slug, &parts.extensions, &parts.headers).await {
        Ok(desk) => desk,
        Err(problem) if problem.code == Code::SignedOut => {
            return Ok(Redirect::to(&format!("/w/{slug}/sign-in?next={}", in_query(parts.uri.path()))).into_response());
        }
        Err(problem) => return Err(problem.into()),
    };
    let notice = match wanted.done.as_str() {
        "password" => Some(words::PASSWORD_CHANGED),
        "sessions" => Some(words::SESSIONS_ENDED),
        "saved" => Some(words::SAVED),
        _ => None,
    };
    let notice = notice.map(|text| text.in_(desk.frame.preferences.language).to_owned());
    Ok(desk.show(None, notice, SecondFactor::Plain).await?)
}

/// What the forms of the profile send; each only what it is about.
#[derive(Default, Deserialize)]
pub struct Typed {
    #[serde(default)]
    language: String,
    #[serde(default)]
    person: String,
    #[serde(default)]
    zone: String,
    #[serde(default)]
    present: String,
    #[serde(default)]
    password: String,
    #[serde(default)]
    code: String,
    #[serde(default)]
    session: String,
}

/// Does what a form of the profile asks.
///
/// # Errors
/// Nobody is signed in, or there is no such form.
pub async fn act(
    State(context): State<Context>,
    Path((slug, action)): Path<(String, String)>,
    extensions: Extensions,
    headers: HeaderMap,
    Form(typed): Form<Typed>,
) -> Result<Response, Refusal> {
    let desk = Desk::new(context, &slug, &extensions, &headers).await?;
    let done = match action.as_str() {
        "language" => speak(&desk, &typed).await,
        "name" => desk.say(DirectoryCommand::SaveProfile { name: Some(typed.person.clone()), zone: None }).await,
        "zone" => set_clock(&desk, typed.zone.clone()).await,
        "remove-picture" => desk.say(DirectoryCommand::SetAvatar { avatar: None }).await,
        "password" => change_password(&desk, &typed).await,
        "second-factor" => offer_key(&desk).await,
        "confirm" => confirm(&desk, &typed).await,
        "off" => turn_off(&desk, &typed).await,
        "end-session" => end_sessions(&desk, Some(typed.session.parse()?)).await,
        "end-sessions" => end_sessions(&desk, None).await,
        _ => return Err(Problem::not_found("page").into()),
    };
    match done {
        Ok(response) => Ok(response),
        Err(problem) => {
            let state = if action == "confirm" { waiting_key(&desk)? } else { SecondFactor::Plain };
            let name = (action == "name").then_some(typed.person);
            Ok(desk.show_named(Some(problem), None, state, name).await?)
        }
    }
}

/// Takes a picture.
///
/// # Errors
/// Nobody is signed in.
pub async fn picture(State(context): State<Context>, Path(slug): Path<String>, request: Request) -> Result<Response, Refusal> {
    let desk = Desk::new(context, &slug, request.extensions(), request.headers()).await?;
    let (workspace, person) = (desk.visit.workspace.id, desk.visit.person.id);
    let done = async {
        desk.context.guard.admit(workspace, &format!("picture {person}"), desk.origin.address)?;
        let avatar = avatar::keep(&desk.context, workspace, request).await?;
        desk.say(DirectoryCommand::SetAvatar { avatar: Some(avatar) }).await
    };
    match done.await {
        Ok(response) => Ok(response),
        Err(problem) => Ok(desk.show(Some(problem), None, SecondFactor::Plain).await?),
    }
}

async fn set_clock(desk: &Desk, zone: String) -> Result<Response, Problem> {
    if !zone.is_empty() && !zone::is_known(&zone) {
        return Err(Problem::of(Code::Invalid, "zone"));
    }
    desk.say(DirectoryCommand::SaveProfile { name: None, zone: Some(zone) }).await
}

async fn speak(desk: &Desk, typed: &Typed) -> Result<Response, Problem> {
    let language = Language::parse(&typed.language).ok_or_else(|| Problem::malformed("language"))?;
    if let Some(credential) = &desk.credential {
        let now = Credential { language: language.tag().to_owned(), ..credential.clone() };
        desk.write(vec![IdentityStep::PutCredential(now)]).await?;
    }
    let mut response = desk.done("saved");
    response.headers_mut().append(header::SET_COOKIE, language_cookie(language));
    Ok(response)
}

async fn change_password(desk: &Desk, typed: &Typed) -> Result<Response, Problem> {
    let (credential, Visit { workspace, person, session, .. }) = (desk.credential()?, &desk.visit);
    desk.context.guard.admit(workspace.id, &format!("present {}", person.id), desk.origin.address)?;
    if !desk.context.guard.is_right(&typed.present, Some(&credential.password)).await? {
        desk.write(vec![desk.note(Event::Failed)]).await?;
        return Err(Problem::of(Code::WrongPassword, "present"));
    }
    identity::password(&typed.password, &credential.email, &person.name)?;
    let password = desk.context.guard.hash(&typed.password).await?;
    let now = Credential { password, changed_at: clock::now(), ..credential };
    let mut steps = vec![IdentityStep::PutCredential(now), IdentityStep::EndSessions { person: person.id, except: Some(*session) }];
    steps.extend([TicketKind::Reset, TicketKind::SecondFactor].map(|kind| IdentityStep::DropTickets { person: person.id, kind }));
    steps.push(desk.note(Event::PasswordChanged));
    desk.write(steps).await?;
    desk.context.hub.sessions_changed(workspace.id);
    Ok(desk.done("password"))
}

async fn offer_key(desk: &Desk) -> Result<Response, Problem> {
    let credential = desk.credential()?;
    if !credential.totp.is_empty() {
        return Ok(desk.done("saved"));
    }
    let now = Credential { totp_pending: second_factor::key(), ..credential };
    let state = shown(&now)?;
    desk.write(vec![IdentityStep::PutCredential(now)]).await?;
    desk.show(None, None, state).await
}

fn waiting_key(desk: &Desk) -> Result<SecondFactor, Problem> {
    match &desk.credential {
        Some(credential) if !credential.totp_pending.is_empty() => shown(credential),
        _ => Ok(SecondFactor::Plain),
    }
}

fn shown(credential: &Credential) -> Result<SecondFactor, Problem> {
    let picture = second_factor::picture(&credential.totp_pending, &credential.email)?;
    Ok(SecondFactor::Key { key: credential.totp_pending.clone(), picture })
}

async fn confirm(desk: &Desk, typed: &Typed) -> Result<Response, Problem> {
    let (credential, person) = (desk.credential()?, desk.visit.person.id);
    desk.context.guard.admit(desk.visit.workspace.id, &format!("code {person}"), desk.origin.address)?;
    if credential.totp_pending.is_empty() {
        return Err(Problem::of(Code::WrongCode, "code"));
    }
    let step = second_factor::step(&credential.totp_pending, &identity::code(&typed.code), clock::now())?;
    let step = step.ok_or_else(|| Problem::of(Code::WrongCode, "code"))?;
    let codes: Vec<String> = (0..CODES).map(|_| recovery_code()).collect();
    let now = Credential { totp: credential.totp_pending.clone(), totp_pending: String::new(), totp_step: step, ..credential };
    let mut steps = vec![IdentityStep::PutCredential(now.clone()), IdentityStep::DropTickets { person, kind: TicketKind::Recovery }];
    steps.extend(
        codes
            .iter()
            .map(|code| IdentityStep::PutTicket { ticket: ticket(person, TicketKind::Recovery), token: recovery_hash(person, code) }),
    );
    steps.push(desk.note(Event::SecondFactorOn));
    desk.write(steps).await?;
    let desk = Desk {
        context: desk.context.clone(),
        visit: desk.visit.clone(),
        origin: desk.origin.clone(),
        frame: desk.frame.clone(),
        credential: Some(now),
    };
    desk.show(None, None, SecondFactor::Codes(codes)).await
}

/// Fifty random bits in letters and digits that are not mistaken for each other.
fn recovery_code() -> String {
    const LETTERS: &[u8; 32] = b"ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
    let letters = random::bytes::<10>().map(|byte| LETTERS.get(usize::from(byte % 32)).map_or('A', |letter| char::from(*letter)));
    let text: String = letters.iter().collect();
    let (first, second) = text.split_at(5);
    format!("{first}-{second}")
}

async fn turn_off(desk: &Desk, typed: &Typed) -> Result<Response, Problem> {
    let (credential, person) = (desk.credential()?, desk.visit.person.id);
    desk.context.guard.admit(desk.visit.workspace.id, &format!("code {person}"), desk.origin.address)?;
    let step = second_factor::step(&credential.totp, &identity::code(&typed.code), clock::now())?;
    let step = step.ok_or_else(|| Problem::of(Code::WrongCode, "code"))?;
    let now = Credential { totp: String::new(), totp_pending: String::new(), totp_step: step, ..credential };
    let used = IdentityStep::UseStep { person, step };
    let dropped = IdentityStep::DropTickets { person, kind: TicketKind::Recovery };
    desk.write(vec![used, IdentityStep::PutCredential(now), dropped, desk.note(Event::SecondFactorOff)]).await?;
    Ok(desk.done("saved"))
}

/// Ends one session, or all but the present one.
async fn end_sessions(desk: &Desk, which: Option<SessionId>) -> Result<Response, Problem> {
    let Visit { workspace, person, session, .. } = &desk.visit;
    let step = match which {
        Some(session) => IdentityStep::EndSession { person: person.id, session },
        None => IdentityStep::EndSessions { person: person.id, except: Some(*session) },
    };
    desk.write(vec![step, desk.note(Event::SessionsEnded)]).await?;
    desk.context.hub.sessions_changed(workspace.id);
    Ok(desk.done("sessions"))
}
