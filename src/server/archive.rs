//! Backups: the database as of one moment and all attached files in one archive, made while the server runs.

use std::{
    fs::{self, File},
    io::{self, Read},
    os::unix::fs::{DirBuilderExt, OpenOptionsExt},
    path::{Component, Path, PathBuf},
};

use futures::TryStreamExt;
use heliu_store::{OpenError, Options, Store};
use tar::{Archive, EntryType, Header};
use tokio::io::{AsyncWriteExt, BufWriter};

use crate::server::{clock, files::Files};

/// The name of the database in an archive.
const DATABASE: &str = "heliu.db";
/// The folder of attached files in an archive, and where they are kept.
const FILES: &str = "files";

/// Why a backup could not be made or used.
#[derive(Debug, thiserror::Error)]
pub enum ArchiveError {
    #[error("{}: {source}", path.display())]
    File { path: PathBuf, source: io::Error },
    #[error(transparent)]
    Store(#[from] OpenError),
    #[error("the attached files cannot be read or written: {0}")]
    Files(heliu_domain::Problem),
    #[error("{}: this is not a backup of Heliu: {reason}", path.display())]
    Foreign { path: PathBuf, reason: String },
}

/// The database that a backup takes the place of.
#[derive(Debug)]
pub enum Target {
    File(PathBuf),
    Postgres(Options),
}

/// Writes a backup. The archive appears under its name only when it is complete.
///
/// Files are read after the database, and their bytes are stored before the database knows them: whatever it knows is there.
///
/// # Errors
/// Something cannot be read or written; then there is no archive, or still the earlier one.
pub async fn backup(store: &Store, files: &Files, path: &Path) -> Result<usize, ArchiveError> {
    let (copy, partial) = (beside(path, "db"), beside(path, "partial"));
    let written = write(store, files, &copy, &partial).await;
    // The copy has served; if it is not there, so much the better.
    let _ = fs::remove_file(&copy);
    match written {
        Ok(count) => {
            fs::rename(&partial, path).map_err(at(path))?;
            Ok(count)
        }
        Err(error) => {
            let _ = fs::remove_file(&partial);
            Err(error)
        }
    }
}

async fn write(store: &Store, files: &Files, copy: &Path, partial: &Path) -> Result<usize, ArchiveError> {
    // Left behind by a backup that was killed.
    let _ = fs::remove_file(copy);
    store.backup(copy).await?;
    let file = fs::OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(partial).map_err(at(partial))?;
    let mut archive = BufWriter::with_capacity(256 * 1024, tokio::fs::File::from_std(file));
    let mut database = tokio::fs::File::open(copy).await.map_err(at(copy))?;
    let size = database.metadata().await.map_err(at(copy))?.len();
    archive.write_all(header(DATABASE, size).map_err(at(partial))?.as_bytes()).await.map_err(at(partial))?;
    tokio::io::copy(&mut database, &mut archive).await.map_err(at(partial))?;
    pad(&mut archive, size).await.map_err(at(partial))?;
    let listed = files.list(FILES).await.map_err(ArchiveError::Files)?;
    for (key, _) in &listed {
        let (size, bytes) = files.get(key).await.map_err(ArchiveError::Files)?;
        archive.write_all(header(key, size).map_err(at(partial))?.as_bytes()).await.map_err(at(partial))?;
        let mut bytes = std::pin::pin!(bytes);
        while let Some(piece) = bytes.try_next().await.map_err(at(partial))? {
            archive.write_all(&piece).await.map_err(at(partial))?;
        }
        pad(&mut archive, size).await.map_err(at(partial))?;
    }
    // Two empty blocks end an archive.
    archive.write_all(&[0; 1024]).await.map_err(at(partial))?;
    archive.flush().await.map_err(at(partial))?;
    archive.get_ref().sync_all().await.map_err(at(partial))?;
    Ok(listed.len())
}

/// Puts a backup in the place of the database and its files. The caller has made sure that nobody uses them.
///
/// Files come first, then the database, and only then what it does not know goes: whenever this is cut off, nothing is missing.
///
/// # Errors
/// The archive is damaged or none of ours; then nothing has changed.
pub async fn restore(archive: &Path, data: &Path, database: &Target, files: &Files) -> Result<usize, ArchiveError> {
    let unpacked = data.join("restore.partial");
    let _ = fs::remove_dir_all(&unpacked);
    let restored = put_back(archive, &unpacked, database, files).await;
    let _ = fs::remove_dir_all(&unpacked);
    restored
}

async fn put_back(archive: &Path, unpacked: &Path, database: &Target, files: &Files) -> Result<usize, ArchiveError> {
    let (from, to) = (archive.to_owned(), unpacked.to_owned());
    let keys = tokio::task::spawn_blocking(move || unpack(&from, &to)).await.map_err(|error| at(archive)(io::Error::other(error)))??;
    for key in &keys {
        let path = unpacked.join(key);
        let bytes = fs::read(&path).map_err(at(&path))?;
        let body = futures::stream::once(async { Ok(bytes.into()) });
        files.put(key, body, u64::MAX).await.map_err(ArchiveError::Files)?;
    }
    match database {
        Target::File(path) => Store::restore(&unpacked.join(DATABASE), path).await?,
        Target::Postgres(options) => Store::restore_into(&unpacked.join(DATABASE), options).await?,
    }
    for (key, _) in files.list(FILES).await.map_err(ArchiveError::Files)? {
        if !keys.contains(&key) {
            files.remove(&key).await;
        }
    }
    Ok(keys.len())
}

/// Unpacks the database and the files, and nothing else; answers the keys of the files.
fn unpack(archive: &Path, folder: &Path) -> Result<Vec<String>, ArchiveError> {
    let foreign = |reason: &str| ArchiveError::Foreign { path: archive.to_owned(), reason: reason.to_owned() };
    let broken = |error: io::Error| foreign(&error.to_string());
    private_folder(folder)?;
    let mut tar = Archive::new(File::open(archive).map_err(at(archive))?);
    let mut keys = Vec::new();
    let mut has_database = false;
    for entry in tar.entries().map_err(broken)? {
        let mut entry = entry.map_err(broken)?;
        let path = entry.path().map_err(broken)?.into_owned();
        let name = path.to_str().ok_or_else(|| foreign("a name is not text"))?.to_owned();
        let is_file = is_key(&path);
        if entry.header().entry_type() != EntryType::Regular || !(is_file || name == DATABASE) {
            return Err(foreign(&format!("it contains {name}")));
        }
        let to = folder.join(&path);
        if let Some(parent) = to.parent() {
            private_folder(parent)?;
        }
        let mut file = File::create(&to).map_err(at(&to))?;
        let copied = io::copy(&mut entry.by_ref(), &mut file).map_err(broken)?;
        if copied != entry.size() {
            return Err(foreign("it ends too early"));
        }
        if is_file {
            keys.push(name);
        } else {
            has_database = true;
        }
    }
    if has_database { Ok(keys) } else { Err(foreign("there is no database in it")) }
}

/// `files/WORKSPACE/FILE`, both plain names.
fn is_key(path: &Path) -> bool {
    let parts: Vec<_> = path.components().collect();
    let is_plain = |part: &Component| matches!(part, Component::Normal(name) if name.to_str().is_some_and(is_uuid));
    matches!(parts.as_slice(), [Component::Normal(folder), rest @ ..] if *folder == FILES && rest.len() == 2 && rest.iter().all(is_plain))
}

fn is_uuid(name: &str) -> bool {
    name.len() == 36 && name.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-')
}

/// Makes a folder that only its owner may enter, if it is not there.
///
/// # Errors
/// It cannot be made.
pub fn private_folder(path: &Path) -> Result<(), ArchiveError> {
    fs::DirBuilder::new().recursive(true).mode(0o700).create(path).map_err(at(path))
}

fn header(name: &str, size: u64) -> io::Result<Header> {
    let mut header = Header::new_ustar();
    header.set_path(name)?;
    header.set_size(size);
    header.set_mode(0o600);
    header.set_mtime(u64::try_from(clock::now().0 / 1000).unwrap_or(0));
    header.set_entry_type(EntryType::Regular);
    header.set_cksum();
    Ok(header)
}

/// An archive consists of blocks of 512 bytes.
async fn pad(archive: &mut BufWriter<tokio::fs::File>, size: u64) -> io::Result<()> {
    let missing = usize::try_from(size.next_multiple_of(512) - size).unwrap_or(0);
    archive.write_all(&vec![0; missing]).await
}

fn beside(path: &Path, kind: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".");
    name.push(kind);
    name.into()
}

fn at(path: &Path) -> impl Fn(io::Error) -> ArchiveError {
    let path = path.to_owned();
    move |source| ArchiveError::File { path: path.clone(), source }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_keys_of_ours_are_unpacked() {
        let uuid = "0190a0b0-0000-7000-8000-000000000000";
        assert!(is_key(Path::new(&format!("files/{uuid}/{uuid}"))));
        for path in ["files/a/b", "../x", "/etc/passwd", "files/../../x", &format!("files/{uuid}"), &format!("other/{uuid}/{uuid}")] {
            assert!(!is_key(Path::new(path)), "{path}");
        }
    }

    #[test]
    fn an_archive_of_something_else_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x.tar");
        for bytes in [b"not an archive at all".to_vec(), vec![0; 1024], vec![7; 4096]] {
            fs::write(&path, bytes).unwrap();
            let refused = unpack(&path, &folder.path().join("out")).unwrap_err();
            assert!(matches!(refused, ArchiveError::Foreign { .. }), "{refused}");
        }
    }
}
