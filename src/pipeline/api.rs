//! What the pipeline's settings read.

use std::collections::BTreeMap;

use heliu_domain::{CustomField, Pipeline, PipelineId, Stage, StageId};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::{live::Refused, wire::Post};

/// A pipeline with its shape.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PipelineData {
    /// A change up to which everything is contained; later ones may be.
    pub seq: i64,
    pub pipeline: Pipeline,
    /// In order.
    pub stages: Vec<Stage>,
    /// In order.
    pub fields: Vec<CustomField>,
}

/// A pipeline with its stages and custom fields.
///
/// # Errors
/// No such workspace or pipeline.
#[server(prefix = "/api", endpoint = "pipeline", protocol = Post)]
pub async fn read_pipeline(workspace: String, pipeline: PipelineId) -> Result<PipelineData, Refused> {
    crate::server::gate::answer(async {
        let (context, visit) = crate::server::gate::enter(&workspace).await?;
        let window = visit.window(&context);
        let seq = context.store.seq(visit.workspace.id).await?;
        let known = window.pipelines().await?;
        Ok(PipelineData {
            seq,
            pipeline: known.into_iter().find(|known| known.id == pipeline).ok_or_else(|| heliu_domain::Problem::not_found("pipeline"))?,
            stages: window.stages(pipeline).await?,
            fields: window.fields(pipeline).await?,
        })
    })
    .await
}

/// How many opportunities each stage of a pipeline holds, whatever their state, without those in the recycle bin.
///
/// # Errors
/// No such workspace.
#[server(prefix = "/api", endpoint = "stage-counts", protocol = Post)]
pub async fn count_stages(workspace: String, pipeline: PipelineId) -> Result<BTreeMap<StageId, i64>, Refused> {
    crate::server::gate::answer(async {
        let (context, visit) = crate::server::gate::enter(&workspace).await?;
        let filter = heliu_domain::filter::Filter { state: heliu_domain::filter::StateFilter::All, ..Default::default() };
        let totals = visit.window(&context).totals(pipeline, &filter).await?;
        Ok(totals.columns.into_iter().map(|(stage, total)| (stage, total.count)).collect())
    })
    .await
}
