using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using SalesFlow.Access;
using SalesFlow.Common;
using SalesFlow.Feed;
using SalesFlow.Knowledge;
using SalesFlow.WebApi.Http;

namespace SalesFlow.WebApi.Knowledge;

/// <summary>Questions that found no answer.</summary>
internal static class GapEndpoints
{
    public static void Map(RouteGroupBuilder api)
    {
        var gaps = api.MapGroup("/knowledge/gaps").WithTags("Knowledge").Requires(Permission.KnowledgeRead);
        gaps.MapGet("", List).WithSummary("Questions that found no answer, with how often and when they were asked.")
            .WithDescription("Those still open unless `status` says otherwise; latest asked first, or most asked first with `sort=count`.");
        gaps.MapPost("/{id}/draft", Draft).Requires(Permission.KnowledgeWrite).WithSummary("Begins an article for a question: a draft that asks it.");
        gaps.MapPost("/{id}/dismiss", Dismiss).Requires(Permission.KnowledgeWrite).WithSummary("Says that a question needs no answer; it is counted no more.");
    }

    private static Task<Results<Ok<Page<GapView>>, ProblemHttpResult>> List(
        ApiCall call, [FromServices] IGapLists lists, string? status = null, string? sort = null, int? limit = null, string? cursor = null)
    {
        var query = new ListQuery(call, limit, cursor);
        var wanted = query.Word<GapStatus>("status", status) ?? GapStatus.Open;
        var byCount = query.OneOf("sort", sort, "recent", "count") == "count";
        return query.Answer((size, after) => lists.Gaps(call.Tenant, wanted, byCount, after, size, call.Aborted));
    }

    private static async Task<Results<Created<ArticleResponse>, ProblemHttpResult>> Draft(
        string id, ApiCall call, [FromServices] IGapLists lists, [FromServices] IArticleLists articles, GapDraftRequest? request = null)
    {
        var check = new Check(call.Http);
        var category = check.Name("category", request?.Category ?? "faq", ArticleLimits.Category);
        if (check.Failed) return check.Problem();
        if (!Key.Fits(id) || await lists.Gap(call.Tenant, id, call.Aborted) is not { } gap) return Problems.NotFound(call);
        var command = call.CommandId("knowledge.gap:" + id);
        var articleId = Id.Named("article", command);
        var title = gap.Question.Length > ArticleLimits.Title ? gap.Question[..ArticleLimits.Title] : gap.Question;
        var arabic = gap.Language == "ar";
        var body = $"## {title}\n\n{Problems.Text(System.Globalization.CultureInfo.GetCultureInfo(gap.Language), "knowledge.gap_draft")}\n";
        // The question is taken first: of two who begin an article for it one is refused, and a repeat under the same key goes on.
        var outcome = await call.Grain<IKnowledgeGapsGrain>(IKnowledgeGapsGrain.Id).Draft(command, id, articleId);
        if (!outcome.Accepted) return Problems.Refused(call, outcome);
        var written = await call.Grain<IArticleGrain>(articleId).Create(command, new WriteArticle(
            arabic ? title : null, arabic ? null : title, arabic ? body : null, arabic ? null : body, category, [], Origin: ArticleOrigin.Gap));
        if (!written.Accepted) return Problems.Refused(call, written);
        call.Tag(written.Version);
        return TypedResults.Created($"/api/v1/knowledge/{articleId}", await KnowledgeEndpoints.Written(call, articles, articleId, written.Version));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> Dismiss(string id, ApiCall call)
    {
        if (!Key.Fits(id)) return Problems.NotFound(call);
        var outcome = await call.Grain<IKnowledgeGapsGrain>(IKnowledgeGapsGrain.Id).Dismiss(call.CommandId("knowledge.gap.dismiss:" + id), id);
        if (!outcome.Accepted) return Problems.Refused(call, outcome);
        await call.Settle("knowledge-gaps", id, outcome.Version);
        return TypedResults.NoContent();
    }
}

/// <summary>How an article for a question begins.</summary>
/// <param name="Category">What it is filed under; <c>faq</c> unless given.</param>
internal sealed record GapDraftRequest(string? Category = null);
