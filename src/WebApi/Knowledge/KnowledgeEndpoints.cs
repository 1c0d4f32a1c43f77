using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using SalesFlow.Access;
using SalesFlow.Common;
using SalesFlow.Feed;
using SalesFlow.Knowledge;
using SalesFlow.WebApi.Http;

namespace SalesFlow.WebApi.Knowledge;

/// <summary>Articles, their versions, and the search over them.</summary>
internal static class KnowledgeEndpoints
{
    private const string Kind = "article";
    private const int LongestQuery = 500;

    public static void Map(RouteGroupBuilder api)
    {
        var knowledge = api.MapGroup("/knowledge").WithTags("Knowledge").Requires(Permission.KnowledgeRead);
        knowledge.MapGet("", List).WithSummary("Articles without their texts, newest change first.");
        knowledge.MapPost("", Create).Requires(Permission.KnowledgeWrite).WithSummary("Writes an article's first version, a draft.")
            .WithDescription("One language at least has both a title and a text. Texts are Markdown. Nobody is told of a draft until it is approved.");
        knowledge.MapPost("/search", Search).WithSummary("Passages that answer a question, best first, each with its source.")
            .WithDescription(
                "A score of .7 and more answers the question; less than .4 does not concern it. Searched are the approved articles, the price list (`price-list`) and the "
                + "short facts (`fact:{code}`). Articles for the team only are among them where `includeInternal` says so.");
        knowledge.MapGet("/{id}", Get).WithSummary("One article with the texts of its newest version.");
        knowledge.MapPut("/{id}", Update).Requires(Permission.KnowledgeWrite).WithSummary("Changes an article. Other words make a new version, a draft.")
            .WithDescription("What is not given stays. An empty text takes a language away. The version that was approved stays in use until the new one is.");
        knowledge.MapDelete("/{id}", Delete).Requires(Permission.KnowledgeApprove).WithSummary("Deletes an article; it can be restored.");
        knowledge.MapPost("/{id}/restore", Restore).Requires(Permission.KnowledgeApprove).WithSummary("Takes the deletion of an article back.");
        knowledge.MapPost("/{id}/approve", Approve).Requires(Permission.KnowledgeApprove).WithSummary("Puts an article's newest version into use.");
        knowledge.MapPost("/{id}/expire", Expire).Requires(Permission.KnowledgeApprove).WithSummary("Takes an article out of use: it holds no longer.");
        knowledge.MapPost("/{id}/archive", Archive).Requires(Permission.KnowledgeApprove).WithSummary("Puts an article away.");
        knowledge.MapGet("/{id}/versions", Versions).WithSummary("All versions of an article without their texts, newest first.");
        knowledge.MapGet("/{id}/versions/{version}", Version).WithSummary("One version with its texts.");
        knowledge.MapGet("/{id}/versions/{version}/diff", Diff).WithSummary("What differs between two versions, line by line.")
            .WithDescription("`to` is the other version's number; the newest unless it is given.");
    }

    private static Task<Results<Ok<Page<ArticleRowView>>, ProblemHttpResult>> List(
        ApiCall call, [FromServices] IArticleLists lists, string? status = null, string? category = null, string? sector = null, string? tag = null,
        string? @internal = null, string? search = null, int? limit = null, string? cursor = null)
    {
        var query = new ListQuery(call, limit, cursor, search);
        var filter = new ArticleFilter(
            query.Word<ArticleStatus>("status", status), Text(category, ArticleLimits.Category), Text(sector, ArticleLimits.Category), Text(tag, ArticleLimits.Tag),
            query.Flag("internal", @internal), query.Search);
        return query.Answer((size, after) => lists.Articles(call.Tenant, filter, after, size, call.Aborted));

        // Longer than any that there is: nothing is found, as with every other word that nothing is filed under.
        static string? Text(string? text, int longest) => string.IsNullOrEmpty(text) ? null : text.Length > longest || text.Contains('\0', StringComparison.Ordinal) ? "-" : text;
    }

    private static async Task<Results<Ok<ArticleResponse>, ProblemHttpResult>> Get(string id, ApiCall call, [FromServices] IArticleLists lists)
    {
        if (await Find(id, call, lists) is not { } article) return Problems.NotFound(call);
        call.Tag(article.Article.EntityVersion);
        return TypedResults.Ok(ArticleResponse.Of(article));
    }

    private static async Task<Results<Created<ArticleResponse>, ProblemHttpResult>> Create(ArticleRequest request, ApiCall call, [FromServices] IArticleLists lists)
    {
        var check = new Check(call.Http);
        var text = request.Read(check);
        var category = check.Name("category", request.Category, ArticleLimits.Category);
        if (request.Unlimited == true && request.ValidUntil is not null) check.Add("validUntil", "field.unknown");
        if (check.Failed) return check.Problem();
        var command = call.CommandId("knowledge.create");
        var id = Id.Named("article", command);
        var outcome = await call.Grain<IArticleGrain>(id).Create(command, new WriteArticle(
            text.TitleAr, text.TitleEn, text.BodyAr, text.BodyEn, category, text.Tags ?? [], text.Sector, request.IsInternal ?? false, request.ValidUntil?.ToUniversalTime()));
        if (!outcome.Accepted) return Problems.Refused(call, outcome);
        call.Tag(outcome.Version);
        return TypedResults.Created($"/api/v1/knowledge/{id}", await Written(call, lists, id, outcome.Version));
    }

    private static async Task<Results<Ok<ArticleResponse>, ProblemHttpResult>> Update(
        string id, ArticleRequest request, ApiCall call, [FromServices] IArticleLists lists)
    {
        var check = new Check(call.Http);
        var text = request.Read(check);
        var category = check.NameChange("category", request.Category, ArticleLimits.Category);
        if (check.Failed) return check.Problem();
        return await Do(id, call, lists, (grain, command) => grain.Update(command("knowledge.update:" + id), new ChangeArticle(
            text.TitleAr, text.TitleEn, text.BodyAr, text.BodyEn, category, text.Tags, text.Sector, request.IsInternal, request.ValidUntil?.ToUniversalTime(),
            request.Unlimited ?? false), call.ExpectedVersion));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> Delete(string id, ApiCall call)
    {
        if (!Key.Fits(id)) return Problems.NotFound(call);
        var outcome = await call.Grain<IArticleGrain>(id).Delete(call.CommandId("knowledge.delete:" + id), call.ExpectedVersion);
        if (!outcome.Accepted) return Problems.Refused(call, outcome);
        await call.Settle(Kind, id, outcome.Version);
        return TypedResults.NoContent();
    }

    private static Task<Results<Ok<ArticleResponse>, ProblemHttpResult>> Restore(string id, ApiCall call, [FromServices] IArticleLists lists) =>
        Do(id, call, lists, (grain, command) => grain.Restore(command("knowledge.restore:" + id), call.ExpectedVersion));

    private static Task<Results<Ok<ArticleResponse>, ProblemHttpResult>> Approve(
        string id, ApiCall call, [FromServices] IArticleLists lists, ApproveArticleRequest? request = null) =>
        Do(id, call, lists, (grain, command) => grain.Approve(command("knowledge.approve:" + id), request?.ValidUntil?.ToUniversalTime(), call.ExpectedVersion));

    private static Task<Results<Ok<ArticleResponse>, ProblemHttpResult>> Expire(string id, ApiCall call, [FromServices] IArticleLists lists) =>
        Do(id, call, lists, (grain, command) => grain.Expire(command("knowledge.expire:" + id), call.ExpectedVersion));

    private static Task<Results<Ok<ArticleResponse>, ProblemHttpResult>> Archive(string id, ApiCall call, [FromServices] IArticleLists lists) =>
        Do(id, call, lists, (grain, command) => grain.Archive(command("knowledge.archive:" + id), call.ExpectedVersion));

    private static async Task<Results<Ok<Page<ArticleVersionRowView>>, ProblemHttpResult>> Versions(
        string id, ApiCall call, [FromServices] IArticleLists lists, int? limit = null, string? cursor = null)
    {
        if (await Find(id, call, lists) is null) return Problems.NotFound(call);
        return await new ListQuery(call, limit, cursor).Answer((size, after) => lists.Versions(call.Tenant, id, after, size, call.Aborted));
    }

    private static async Task<Results<Ok<ArticleVersionResponse>, ProblemHttpResult>> Version(string id, string version, ApiCall call, [FromServices] IArticleLists lists) =>
        await Find(id, call, lists) is not null && await Numbered(id, version, call, lists) is { } found
            ? TypedResults.Ok(ArticleVersionResponse.Of(found))
            : Problems.NotFound(call);

    private static async Task<Results<Ok<ArticleDiff>, ProblemHttpResult>> Diff(
        string id, string version, ApiCall call, [FromServices] IArticleLists lists, string? to = null)
    {
        if (await Find(id, call, lists) is not { } article) return Problems.NotFound(call);
        var other = string.IsNullOrEmpty(to) ? article.Article.Version.ToString(System.Globalization.CultureInfo.InvariantCulture) : to;
        if (!int.TryParse(other, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out _))
        {
            var check = new Check(call.Http);
            check.Add("to", "field.range", 1, article.Article.Version);
            return check.BadRequest();
        }
        return await Numbered(id, version, call, lists) is { } from && await Numbered(id, other, call, lists) is { } until
            ? TypedResults.Ok(ArticleDiff.Of(from, until))
            : Problems.NotFound(call);
    }

    private static async Task<Results<Ok<KnowledgeAnswer>, ProblemHttpResult>> Search(KnowledgeQuery request, ApiCall call, [FromServices] IKnowledgeSearch search)
    {
        var check = new Check(call.Http);
        var query = check.Required("query", request.Query, LongestQuery, 2);
        var language = string.IsNullOrEmpty(request.Language) ? null : check.OneOf("language", request.Language, "ar", "ar", "en");
        var domain = check.Optional("domain", request.Domain, ArticleLimits.Category);
        var sector = check.Optional("sector", request.Sector, ArticleLimits.Category);
        if (request.Limit is < 1 or > 20) check.Add("limit", "field.range", 1, 20);
        if (check.Failed) return check.Problem();
        var found = await search.Search(call.Tenant, query, language, domain, sector, request.IncludeInternal ?? false, request.Limit ?? 5, call.Aborted);
        return TypedResults.Ok(new KnowledgeAnswer(found, found.Count > 0 ? found[0].Score : 0, found.Count == 0 || found[0].Score < KnowledgeScore.NotFound));
    }

    private static async Task<Results<Ok<ArticleResponse>, ProblemHttpResult>> Do(
        string id, ApiCall call, IArticleLists lists, Func<IArticleGrain, Func<string, string>, Task<Outcome>> act)
    {
        if (!Key.Fits(id)) return Problems.NotFound(call);
        var outcome = await act(call.Grain<IArticleGrain>(id), call.CommandId);
        if (!outcome.Accepted) return Problems.Refused(call, outcome);
        call.Tag(outcome.Version);
        return TypedResults.Ok(await Written(call, lists, id, outcome.Version));
    }

    /// <summary>The article's texts are in the read rows only: the answer waits until they show the change.</summary>
    /// <exception cref="TimeoutException">They lag: the change stands, and a repeat under the same key shows it.</exception>
    internal static async Task<ArticleResponse> Written(ApiCall call, IArticleLists lists, string id, long version)
    {
        var models = call.Http.RequestServices.GetRequiredService<IReadModels>();
        return await models.WaitFor(call.Tenant, Kind, id, version, TimeSpan.FromSeconds(5), call.Aborted)
            && await Find(id, call, lists) is { } article
            ? ArticleResponse.Of(article)
            : throw new TimeoutException("Lists lag behind.");
    }

    private static async Task<ArticleView?> Find(string id, ApiCall call, IArticleLists lists) =>
        Key.Fits(id) ? await lists.Article(call.Tenant, id, call.Aborted) : null;

    private static async Task<ArticleVersionView?> Numbered(string id, string version, ApiCall call, IArticleLists lists) =>
        int.TryParse(version, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var number)
            ? await lists.Version(call.Tenant, id, number, call.Aborted)
            : null;
}
