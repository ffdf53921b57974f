//! The `heliu` command: what can be done from a terminal.

mod exchange;
mod identity;

use std::{
    fs::{self, File, TryLockError},
    net::{IpAddr, SocketAddr},
    path::{Path, PathBuf},
    process::ExitCode,
    sync::Arc,
};

use clap::{Args, Parser, Subcommand, ValueEnum};
use heliu_store::{Durability, Options, Store};
use ipnet::IpNet;
use tokio::net::TcpListener;
use tracing_subscriber::EnvFilter;

use crate::server::{
    accept::{self, Limits},
    archive,
    assets::Assets,
    context::{Context, Settings},
    files::Files,
    findings::Watches,
    founding,
    guard::Guard,
    live::Hub,
    mail::Mail,
    openid::Openid,
    random,
    router::router,
    uploads::Uploads,
};

/// Tries to sign in with one name in a quarter of an hour.
const TRIES: u32 = 10;

type Failure = Box<dyn std::error::Error + Send + Sync>;

/// Opportunity management: who owns what, and what happens next.
#[derive(Parser)]
#[command(name = "heliu", version, about)]
struct Cli {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Subcommand)]
enum Verb {
    /// Answers browsers until it is told to stop.
    Serve(Serve),
    /// Writes the database and all attached files into one archive, also while a server is running.
    Backup {
        /// The archive to write (a tar file).
        file: PathBuf,
        #[command(flatten)]
        place: Place,
    },
    /// Puts an archive in the place of the database and the attached files; not while a server is running.
    Restore {
        /// The archive to read.
        file: PathBuf,
        #[command(flatten)]
        place: Place,
    },
    /// Adds two fictitious companies with people, pipelines and two quarters of history.
    Demo {
        #[command(flatten)]
        place: Place,
    },
    /// Reads opportunities from files: tables (CSV), or a board of Trello (JSON). All of it is imported, or nothing.
    Import {
        #[command(flatten)]
        import: exchange::Import,
        #[command(flatten)]
        place: Place,
    },
    /// Writes the opportunities of a pipeline into a file.
    Export {
        #[command(flatten)]
        export: exchange::Export,
        #[command(flatten)]
        place: Place,
    },
    /// Adds workspaces.
    #[command(subcommand)]
    Workspace(identity::WorkspaceVerb),
    /// Adds people, and sets passwords where nobody can sign in any more.
    #[command(subcommand)]
    User(identity::UserVerb),
    /// Looks whether the database is sound and agrees with its own history.
    Check {
        #[command(flatten)]
        place: Place,
    },
}

#[derive(Args)]
struct Serve {
    #[command(flatten)]
    place: Place,
    /// The address to listen on.
    #[arg(long, env = "HELIU_LISTEN", default_value = "127.0.0.1:3000", value_name = "ADDRESS")]
    listen: SocketAddr,
    /// The origin under which browsers come, when a proxy stands in front.
    #[arg(long, env = "HELIU_PUBLIC_URL", value_name = "URL")]
    public_url: Option<String>,
    /// A proxy, or a network of proxies such as 10.0.0.0/8, whose word (X-Forwarded-For) on where a request comes from is believed; may
    /// be given several times.
    #[arg(long = "trusted-proxy", env = "HELIU_TRUSTED_PROXY", value_delimiter = ',', value_parser = proxy, value_name = "IP")]
    trusted_proxies: Vec<IpNet>,
    /// The server that sends e-mail: smtps://NAME:PASSWORD@HOST. Links in letters need a public URL.
    #[arg(long, env = "HELIU_SMTP_URL", hide_env_values = true, requires = "mail_from", requires = "public_url", value_name = "URL")]
    smtp_url: Option<String>,
    /// In whose name e-mail is sent: Heliu <heliu@example.com>
    #[arg(long, env = "HELIU_MAIL_FROM", value_name = "ADDRESS")]
    mail_from: Option<String>,
    /// A provider of identities (OpenID Connect) at which people may sign in, too: https://id.example.com
    #[arg(long, env = "HELIU_OIDC_ISSUER", requires = "oidc_client_id", value_name = "URL")]
    oidc_issuer: Option<String>,
    /// The name by which the provider knows this server; it sends people back to PUBLIC_URL/openid/return.
    #[arg(long, env = "HELIU_OIDC_CLIENT_ID", requires = "oidc_issuer", value_name = "NAME")]
    oidc_client_id: Option<String>,
    /// The secret that goes with it.
    #[arg(long, env = "HELIU_OIDC_CLIENT_SECRET", hide_env_values = true, requires = "oidc_issuer", value_name = "SECRET")]
    oidc_client_secret: Option<String>,
    /// What the button on the sign-in page calls the provider; its host, if nothing is said.
    #[arg(long, env = "HELIU_OIDC_NAME", requires = "oidc_issuer", value_name = "NAME")]
    oidc_name: Option<String>,
    /// Adds the sample companies when there is no workspace yet.
    #[arg(long)]
    demo: bool,
    /// Most connections at once.
    #[arg(long, default_value_t = 8192, value_name = "NUMBER")]
    connections: usize,
    /// Most open live streams at once.
    #[arg(long, default_value_t = 5000, value_name = "NUMBER")]
    streams: usize,
}

/// Where everything is kept.
#[derive(Args)]
struct Place {
    /// The folder of the database and the attached files; made if it is missing.
    #[arg(long, env = "HELIU_DATA", default_value = "data", value_name = "FOLDER")]
    data: PathBuf,
    /// A PostgreSQL database instead of the file in the data folder.
    #[arg(long, env = "DATABASE_URL", hide_env_values = true, value_name = "URL")]
    database_url: Option<String>,
    /// Attached files in a bucket instead of the data folder: s3://BUCKET/FOLDER
    #[arg(long, env = "HELIU_FILES_URL", value_name = "URL")]
    files_url: Option<String>,
    /// What a power cut may cost: nothing, or the last moments.
    #[arg(long, value_enum, default_value_t = Keep::Full)]
    durability: Keep,
}

#[derive(Clone, Copy, ValueEnum)]
enum Keep {
    Full,
    Normal,
}

/// An address, or a network of them.
fn proxy(text: &str) -> Result<IpNet, String> {
    let network = text.parse::<IpNet>().or_else(|_| text.parse::<IpAddr>().map(IpNet::from));
    match network {
        Ok(network) if network.prefix_len() == 0 => Err("this would believe everybody: name the proxies".to_owned()),
        Ok(network) => Ok(network),
        Err(_) => Err("write an address such as 10.0.0.1, or a network such as 10.0.0.0/8".to_owned()),
    }
}

/// Runs the command line with the files that browsers download.
pub fn main(assets: Assets) -> ExitCode {
    let cli = Cli::parse();
    let filter = EnvFilter::try_from_env("HELIU_LOG").unwrap_or_else(|_| EnvFilter::new("info"));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return failed(&error),
    };
    match runtime.block_on(run(cli.verb, assets)) {
        Ok(code) => code,
        Err(error) => failed(&*error),
    }
}

fn failed(error: &(dyn std::error::Error + 'static)) -> ExitCode {
    eprintln!("heliu: {error}");
    ExitCode::FAILURE
}

#[expect(clippy::print_stdout, reason = "a command speaks to the terminal")]
fn say(line: &str) {
    println!("{line}");
}

async fn run(verb: Verb, assets: Assets) -> Result<ExitCode, Failure> {
    match verb {
        Verb::Serve(options) => serve(options, assets).await,
        Verb::Backup { file, place } => {
            let (store, files) = (place.open_existing().await?, place.files()?);
            let count = archive::backup(&store, &files, &file).await?;
            store.close().await;
            say(&format!("Saved the database and {count} attached files in {}", file.display()));
            Ok(ExitCode::SUCCESS)
        }
        Verb::Restore { file, place } => {
            let _alone = place.lock(Claim::Alone)?;
            let target = match &place.database_url {
                Some(_) => archive::Target::Postgres(place.options()),
                None => archive::Target::File(place.database()),
            };
            let count = archive::restore(&file, &place.data, &target, &place.files()?).await?;
            say(&format!("Restored the database and {count} attached files in {}", place.name()));
            Ok(ExitCode::SUCCESS)
        }
        Verb::Import { import, place } => exchange::import(import, &place).await,
        Verb::Export { export, place } => exchange::export(export, &place).await,
        Verb::Workspace(verb) => identity::workspace(verb).await.map(|()| ExitCode::SUCCESS),
        Verb::User(verb) => identity::user(verb).await.map(|()| ExitCode::SUCCESS),
        Verb::Demo { place } => {
            let _claimed = place.lock(place.claim())?;
            let store = place.open().await?;
            founding::load_demonstration(&store).await?;
            store.close().await;
            say(&format!("Added the sample companies to {}", place.name()));
            Ok(ExitCode::SUCCESS)
        }
        Verb::Check { place } => {
            let store = place.open_existing().await?;
            let faults = store.check().await;
            store.close().await;
            faults.iter().for_each(|fault| say(fault));
            say(&format!("{}: {}", place.name(), if faults.is_empty() { "sound".to_owned() } else { format!("{} faults", faults.len()) }));
            Ok(if faults.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
        }
    }
}

impl Serve {
    fn openid(&self) -> Result<Option<Openid>, Failure> {
        let Some((issuer, client)) = self.oidc_issuer.as_ref().zip(self.oidc_client_id.as_ref()) else { return Ok(None) };
        let provider = Openid::new(issuer, self.oidc_name.clone(), client.clone(), self.oidc_client_secret.clone());
        Ok(Some(provider.map_err(|error| format!("{issuer}: {error}"))?))
    }
}

async fn serve(options: Serve, assets: Assets) -> Result<ExitCode, Failure> {
    let openid = options.openid()?;
    let Serve { place, listen, public_url, trusted_proxies, smtp_url, mail_from, demo, connections, streams, .. } = options;
    let mail = smtp_url.zip(mail_from).map(|(url, from)| Mail::new(&url, &from)).transpose()?;
    let _claimed = place.lock(place.claim())?;
    let (store, files) = (place.open().await?, place.files()?);
    if demo && store.workspaces().await?.is_empty() {
        founding::load_demonstration(&store).await?;
    }
    let faults = cfg!(debug_assertions) || std::env::var_os("HELIU_FAULTS").is_some_and(|value| value == "1");
    // Where others can reach the server, whoever comes first must not become its administrator.
    let is_reachable = !listen.ip().is_loopback() || public_url.is_some();
    let setup_token = (is_reachable && store.workspaces().await?.is_empty()).then(random::token);
    let settings = Settings {
        public_url,
        streams_max: streams,
        trusted_proxies,
        setup_token: setup_token.clone(),
        mail,
        openid,
        faults,
        ..Settings::default()
    };
    let hub = Hub::new(store.clone(), assets.build(), settings.streams_max);
    let context = Context {
        store: store.clone(),
        uploads: Uploads::new(files.clone()),
        files,
        hub: hub.clone(),
        watches: Watches::default(),
        assets,
        guard: Guard::new(TRIES),
        settings: Arc::new(settings),
    };
    let router = router(context)?;
    let listener = TcpListener::bind(listen).await.map_err(|error| format!("cannot listen on {listen}: {error}"))?;
    say(&format!("Heliu listens on http://{} (data in {})", listener.local_addr()?, place.name()));
    if let Some(token) = setup_token {
        say(&format!("To set it up in a browser, enter this setup token: {token}"));
    }
    if store.workspaces().await?.iter().any(|workspace| workspace.sample) {
        say("What you see is sample data. To start empty: heliu serve --data NEWFOLDER");
    }
    accept::serve(listener, router, Limits { connections, ..Limits::default() }, async move {
        told_to_stop().await;
        hub.stop();
    })
    .await;
    store.close().await;
    say("Heliu has stopped");
    Ok(ExitCode::SUCCESS)
}

/// Waits for the signal with which a terminal or a service manager ends a program.
async fn told_to_stop() {
    use tokio::signal::unix::{SignalKind, signal};
    let interrupted = tokio::signal::ctrl_c();
    match signal(SignalKind::terminate()) {
        Ok(mut terminated) => {
            tokio::select! {
                _ = interrupted => {}
                _ = terminated.recv() => {}
            }
        }
        Err(error) => {
            tracing::warn!(%error, "only Ctrl+C stops the server");
            let _ = interrupted.await;
        }
    }
}

/// How a command uses the data folder.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Claim {
    Alone,
    /// With others that do not write the database file either.
    Shared,
}

impl Place {
    async fn open(&self) -> Result<Store, Failure> {
        archive::private_folder(&self.data)?;
        Ok(Store::open(&self.options()).await?)
    }

    fn options(&self) -> Options {
        let url = self.database_url.clone().unwrap_or_else(|| format!("sqlite:{}", self.database().display()));
        let durability = match self.durability {
            Keep::Full => Durability::Full,
            Keep::Normal => Durability::Normal,
        };
        Options { durability, ..Options::new(url) }
    }

    /// Opens what must be there already: a mistyped folder must not become an empty database.
    async fn open_existing(&self) -> Result<Store, Failure> {
        if self.database_url.is_none() && !self.database().exists() {
            return Err(format!("there is no database in {}", self.data.display()).into());
        }
        self.open().await
    }

    fn files(&self) -> Result<Files, Failure> {
        match &self.files_url {
            Some(url) => {
                // The process may have one provider of cryptography only; it has none when this is the first.
                let _ = rustls::crypto::ring::default_provider().install_default();
                Ok(Files::remote(url)?)
            }
            None => {
                archive::private_folder(&self.data.join("files"))?;
                Ok(Files::local(&self.data)?)
            }
        }
    }

    /// How a command that writes uses the folder: a server would not hear of what another process writes into its SQLite file.
    fn claim(&self) -> Claim {
        if self.database_url.is_some() { Claim::Shared } else { Claim::Alone }
    }

    /// Holds the data folder as long as the result lives; the system lets go of it however the process ends.
    fn lock(&self, claim: Claim) -> Result<File, Failure> {
        archive::private_folder(&self.data)?;
        let path = self.data.join("heliu.lock");
        let file = fs::OpenOptions::new().create(true).truncate(false).write(true).read(true).open(&path)?;
        let locked = if claim == Claim::Alone { file.try_lock() } else { file.try_lock_shared() };
        match locked {
            Ok(()) => Ok(file),
            Err(TryLockError::WouldBlock) => Err(format!("a server is running on {}: stop it first", self.data.display()).into()),
            Err(TryLockError::Error(error)) => Err(format!("{}: {error}", path.display()).into()),
        }
    }

    fn database(&self) -> PathBuf {
        self.data.join("heliu.db")
    }

    fn name(&self) -> impl std::fmt::Display {
        match &self.database_url {
            // The rest may hold a password.
            Some(url) => url.split("://").next().unwrap_or("database").to_owned(),
            None => Path::new(&self.data).display().to_string(),
        }
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn proxies_are_addresses_or_networks() {
        for (text, network) in [("10.0.0.1", "10.0.0.1/32"), ("10.0.0.0/8", "10.0.0.0/8"), ("::1", "::1/128"), ("fd00::/8", "fd00::/8")] {
            assert_eq!(proxy(text).map(|network| network.to_string()), Ok(network.to_owned()));
        }
        for text in ["", "everybody", "10.0.0.0/33", "0.0.0.0/0", "::/0", "10.0.0.1:80"] {
            assert!(proxy(text).is_err(), "{text}");
        }
    }

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }
}
