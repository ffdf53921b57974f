//! What travels between server and browser: JSON, written by serde_json and read by one small reader.
//!
//! The browser reads some forty types. A general parser repeats itself for each of them, with words for every mistake; this one
//! says only that a text cannot be read, and is a third of the size when built for the browser.

mod reader;

use heliu_domain::{Code, Problem};
use http::Method;
use leptos::{
    prelude::Resource,
    server::codee::{Decoder, Encoder},
};
use serde::{Serialize, de::DeserializeOwned};
use server_fn::{Http, Protocol, codec::Json};

pub use self::reader::{Unreadable, items, read};
use crate::live::Refused;

/// How the server writes what it read for a page into the page, and how the browser reads it there.
#[derive(Debug)]
pub struct Page;

/// What the server reads for a page.
pub type Data<T> = Resource<T, Page>;

/// Reads `source` by `fetch`, and again whenever the source changes.
pub fn data<T, S, Fut>(source: impl Fn() -> S + Send + Sync + 'static, fetch: impl Fn(S) -> Fut + Send + Sync + 'static) -> Data<T>
where
    T: Serialize + DeserializeOwned + Send + Sync + 'static,
    S: PartialEq + Clone + Send + Sync + 'static,
    Fut: Future<Output = T> + Send + 'static,
{
    Data::new_with_options(source, fetch, false)
}

/// The same for what the page cannot be answered without.
pub fn page_data<T, S, Fut>(source: impl Fn() -> S + Send + Sync + 'static, fetch: impl Fn(S) -> Fut + Send + Sync + 'static) -> Data<T>
where
    T: Serialize + DeserializeOwned + Send + Sync + 'static,
    S: PartialEq + Clone + Send + Sync + 'static,
    Fut: Future<Output = T> + Send + 'static,
{
    Data::new_with_options(source, fetch, true)
}

impl<T: Serialize> Encoder<T> for Page {
    type Error = serde_json::Error;
    type Encoded = String;

    fn encode(value: &T) -> Result<String, Self::Error> {
        serde_json::to_string(value)
    }
}

impl<T: DeserializeOwned> Decoder<T> for Page {
    type Error = Unreadable;
    type Encoded = str;

    fn decode(text: &str) -> Result<T, Unreadable> {
        read(text)
    }
}

/// How server functions are called: JSON both ways, by a request that is the same for all of them.
#[derive(Debug)]
pub struct Post;

impl<Input, Output, Client, Server> Protocol<Input, Output, Client, Server, Refused> for Post
where
    Input: Serialize + DeserializeOwned + Send,
    Output: Serialize + DeserializeOwned + Send,
    Client: server_fn::client::Client<Refused>,
    Server: server_fn::server::Server<Refused>,
    Http<Json, Json>: Protocol<Input, Output, Client, Server, Refused>,
{
    const METHOD: Method = Method::POST;

    fn run_server<F, Fut>(request: Server::Request, function: F) -> impl Future<Output = Result<Server::Response, Refused>> + Send
    where
        F: Fn(Input) -> Fut + Send,
        Fut: Future<Output = Result<Output, Refused>> + Send,
    {
        <Http<Json, Json> as Protocol<Input, Output, Client, Server, Refused>>::run_server(request, function)
    }

    async fn run_client(path: &str, input: Input) -> Result<Output, Refused> {
        let body = serde_json::to_string(&input).map_err(|_| Problem::malformed("request"))?;
        drop(input);
        answer(&crate::edge::post(path, body).await?)
    }
}

/// Reads the answer of a server function.
///
/// # Errors
/// It is not ours to read: it comes from something in between, or from another version of the server.
pub fn answer<T: DeserializeOwned>(text: &str) -> Result<T, Refused> {
    read(text).map_err(|_| Problem::new(Code::Unavailable).into())
}
