//! What administrators do about how others sign in.

use axum::{
    Form,
    extract::{Path, Query, Request, State},
    http::{Extensions, HeaderMap, StatusCode, header},
    response::{IntoResponse, Redirect, Response},
};
use heliu_domain::{
    Code, PersonId, Problem,
    directory::Person,
    identity::{self, TicketKind},
    locale::{Language, identity as words},
    policy,
};
use heliu_store::{Credential, Event, IdentityStep};
use serde::Deserialize;

use crate::{
    identity::{
        document::Frame,
        person::{self as pages, Done, SignInOf},
    },
    server::{
        clock,
        context::{Context, Visit},
        founding::credential,
        refusal::Refusal,
        session::{Origin, in_query},
        sign_in::{frame, link, make_link, status},
    },
};

/// Most entries of the record that are shown.
const NOTES: usize = 30;

/// An administrator at the page about a person.
struct Desk {
    context: Context,
    visit: Visit,
    person: Person,
    credential: Option<Credential>,
    origin: Origin,
    /// The origin of the administrator's own address bar, for links.
    base: String,
    frame: Frame,
}

impl Desk {
    async fn new(context: Context, slug: &str, person: &str, extensions: &Extensions, headers: &HeaderMap) -> Result<Self, Problem> {
        let visit = Visit::new(&context, headers, slug).await?;
        // Nobody invites others into made-up companies.
        if !policy::may_administer(&visit.person) || visit.workspace.sample {
            tracing::info!(person = ?visit.person.id, "sign_in.denied");
            return Err(Problem::of(Code::Forbidden, "person"));
        }
        let id: PersonId = person.parse()?;
        let people = context.store.people(visit.workspace.id).await?;
        let person = people.into_iter().find(|person| person.id == id).ok_or_else(|| Problem::not_found("person"))?;
        let credential = context.store.credential(visit.workspace.id, id).await?;
        let origin = Origin::of(&context.settings, extensions, headers);
        let frame = Frame { preferences: visit.preferences, ..frame(&context, headers, format!("/w/{slug}/people/{id}")) };
        let base = context.settings.public_url.clone().unwrap_or_else(|| base(headers));
        Ok(Self { context, visit, person, credential, origin, base, frame })
    }

    async fn show(&self, done: Option<Done>, problem: Option<Problem>, email: String) -> Result<Response, Problem> {
        let (store, workspace, person, now) = (&self.context.store, self.visit.workspace.id, self.person.id, clock::now());
        let tickets = store.tickets(workspace, person, now).await?;
        let shown = SignInOf {
            credential: store.credential(workspace, person).await?,
            invited_until: tickets.iter().find(|ticket| ticket.kind == TicketKind::Invitation).map(|ticket| ticket.expires_at),
            sessions: store.sessions(workspace, person, now).await?,
            notes: store.sign_ins(workspace, person, NOTES).await?,
            workspace: self.visit.workspace.clone(),
            person: self.person.clone(),
            problem,
            done,
            email,
        };
        let status = shown.problem.as_ref().map_or(StatusCode::OK, status);
        Ok(pages::page(&self.frame, status, shown))
    }

    fn note(&self, event: Event) -> IdentityStep {
        self.origin.note(Some(self.person.id), Some(self.visit.person.id), event)
    }

    async fn write(&self, steps: Vec<IdentityStep>) -> Result<(), Problem> {
        self.context.store.identify(self.visit.workspace.id, steps).await
    }
}

/// The origin that the browser names, which the guard against forged requests has compared with the host.
fn base(headers: &HeaderMap) -> String {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    match text(header::ORIGIN) {
        Some(origin) if origin.starts_with("http") => origin.to_owned(),
        _ => format!("http://{}", text(header::HOST).unwrap_or("localhost")),
    }
}

/// What the address of the page says.
#[derive(Default, Deserialize)]
pub struct Wanted {
    #[serde(default)]
    done: String,
}

/// The page about how a person signs in.
///
/// # Errors
/// No such workspace or person, or the visitor is no administrator.
pub async fn page(
    State(context): State<Context>,
    Path((slug, person)): Path<(String, String)>,
    Query(wanted): Query<Wanted>,
    request: Request,
) -> Result<Response, Refusal> {
    let (parts, _) = request.into_parts();
    match Desk::new(context, &slug, &person, &parts.extensions, &parts.headers).await {
        Ok(desk) => {
            let done = match wanted.done.as_str() {
                "sessions" => Some(Done::Said(words::SESSIONS_ENDED)),
                "saved" => Some(Done::Said(words::SAVED)),
                _ => None,
            };
            Ok(desk.show(done, None, String::new()).await?)
        }
        Err(problem) if problem.code == Code::SignedOut => {
            Ok(Redirect::to(&format!("/w/{slug}/sign-in?next={}", in_query(parts.uri.path()))).into_response())
        }
        Err(problem) => Err(problem.into()),
    }
}

/// What the forms of the page send.
#[derive(Default, Deserialize)]
pub struct Typed {
    #[serde(default)]
    email: String,
    #[serde(default)]
    session: String,
}

/// Does what a form of the page asks.
///
/// # Errors
/// As the page, or there is no such form.
pub async fn act(
    State(context): State<Context>,
    Path((slug, person, action)): Path<(String, String, String)>,
    extensions: Extensions,
    headers: HeaderMap,
    Form(typed): Form<Typed>,
) -> Result<Response, Refusal> {
    let desk = Desk::new(context, &slug, &person, &extensions, &headers).await?;
    let id = desk.person.id;
    let done = match action.as_str() {
        "invite" => invite(&desk, &typed.email).await,
        "reset" => reset(&desk).await,
        "revoke" => {
            let drop = IdentityStep::DropTickets { person: id, kind: TicketKind::Invitation };
            desk.write(vec![drop, desk.note(Event::InvitationRevoked)]).await.map(|()| None)
        }
        "second-factor-off" => turn_off(&desk).await,
        "end-session" => end(&desk, IdentityStep::EndSession { person: id, session: typed.session.parse()? }).await,
        "end-sessions" => end(&desk, IdentityStep::EndSessions { person: id, except: None }).await,
        _ => return Err(Problem::not_found("page").into()),
    };
    match done {
        // A link is shown only once, so it comes with this answer.
        Ok(Some(done)) => Ok(desk.show(Some(done), None, String::new()).await?),
        Ok(None) => {
            let what = if action.starts_with("end") { "sessions" } else { "saved" };
            Ok(Redirect::to(&format!("/w/{slug}/people/{id}?done={what}")).into_response())
        }
        Err(problem) => Ok(desk.show(None, Some(problem), typed.email).await?),
    }
}

async fn invite(desk: &Desk, email: &str) -> Result<Option<Done>, Problem> {
    let email = identity::email(email)?;
    if desk.credential.as_ref().is_some_and(|credential| !credential.password.is_empty()) {
        return Err(Problem::of(Code::Taken, "email"));
    }
    desk.write(vec![IdentityStep::PutCredential(credential(desk.person.id, email.clone(), String::new()))]).await?;
    let link = made(desk, TicketKind::Invitation).await?;
    let language = desk.frame.preferences.language;
    let workspace = &desk.visit.workspace.name;
    let body = words::MAIL_INVITATION_BODY.with(language, &[&desk.visit.person.name, workspace, &link]);
    let subject = words::MAIL_INVITATION.with(language, &[workspace]);
    passed_on(desk, TicketKind::Invitation, &email, subject, body, link).await
}

async fn reset(desk: &Desk) -> Result<Option<Done>, Problem> {
    let credential = desk.credential.as_ref().filter(|credential| !credential.password.is_empty());
    let credential = credential.ok_or_else(|| Problem::of(Code::Forbidden, "person"))?;
    let link = made(desk, TicketKind::Reset).await?;
    let language = Language::parse(&credential.language).unwrap_or(desk.frame.preferences.language);
    let workspace = &desk.visit.workspace.name;
    let body = words::MAIL_RESET_BODY.with(language, &[workspace, &link]);
    let subject = words::MAIL_RESET.with(language, &[workspace]);
    passed_on(desk, TicketKind::Reset, &credential.email, subject, body, link).await
}

async fn made(desk: &Desk, kind: TicketKind) -> Result<String, Problem> {
    let Desk { context, visit, person, origin, base, .. } = desk;
    let token = make_link(context, &visit.workspace, origin, person.id, kind, Some(visit.person.id)).await?;
    Ok(link(base, &visit.workspace.slug, &token))
}

/// By e-mail where that is set up and works, else by the administrator.
async fn passed_on(
    desk: &Desk,
    kind: TicketKind,
    email: &str,
    subject: String,
    body: String,
    link: String,
) -> Result<Option<Done>, Problem> {
    if let Some(mail) = &desk.context.settings.mail
        && mail.send(email, &subject, body).await.is_ok()
    {
        return Ok(Some(Done::Mailed(email.to_owned())));
    }
    Ok(Some(Done::Link { link, until: kind.expiry(clock::now()) }))
}

async fn turn_off(desk: &Desk) -> Result<Option<Done>, Problem> {
    let credential = desk.credential.clone().ok_or_else(|| Problem::not_found("person"))?;
    let now = Credential { totp: String::new(), totp_pending: String::new(), ..credential };
    let dropped = IdentityStep::DropTickets { person: desk.person.id, kind: TicketKind::Recovery };
    desk.write(vec![IdentityStep::PutCredential(now), dropped, desk.note(Event::SecondFactorOff)]).await?;
    Ok(None)
}

async fn end(desk: &Desk, step: IdentityStep) -> Result<Option<Done>, Problem> {
    desk.write(vec![step, desk.note(Event::SessionsEnded)]).await?;
    desk.context.hub.sessions_changed(desk.visit.workspace.id);
    Ok(None)
}
