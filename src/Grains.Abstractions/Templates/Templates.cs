using Orleans.Concurrency;
using SalesFlow.Access;
using SalesFlow.Channels;
using SalesFlow.Common;

namespace SalesFlow.Templates;

/// <summary>Codes and ids of templates: one follows from the other, so that a code is somebody's only once.</summary>
public static class TemplateIds
{
    /// <summary>The id of a code.</summary>
    public static string Of(string code) => Id.Named("template", code);

    /// <summary>The code of a template that was made elsewhere. No template of one's own can have such a one.</summary>
    public static string External(string name, string businessAccountId) => $"{name}@{businessAccountId}";
}

/// <summary>A message template: its words, its versions, and where it stands at Meta. Key: <c>tenant/{id}</c>, the id by <see cref="TemplateIds.Of"/>.</summary>
[Alias("template")]
public interface ITemplateGrain : ITenantScoped
{
    /// <summary>Writes the first version. Refused as taken where the code is in use; a deleted one begins anew behind its old versions.</summary>
    [Alias("Create")]
    [Requires(Permission.TemplatesManage)]
    Task<Outcome> Create(string commandId, string code, TemplateContent content, bool isActive);

    /// <summary>Gives the company its own copy of a template that comes with the product. Whatever was ever written under the code stays as it is.</summary>
    [Alias("Adopt")]
    Task<Outcome> Adopt(string commandId, string code, TemplateContent content);

    /// <summary>Writes the next version, or takes the template into or out of use; null parts stay. Refused for one made elsewhere.</summary>
    [Alias("Update")]
    [Requires(Permission.TemplatesManage)]
    Task<Outcome> Update(string commandId, TemplateContent? content, bool? isActive);

    /// <summary>Deletes, at Meta too. Refused for one made elsewhere.</summary>
    [Alias("Delete")]
    [Requires(Permission.TemplatesManage)]
    Task<Outcome> Delete(string commandId);

    /// <summary>Asks Meta to take the present version, in these accounts and languages. What Meta has already is not asked again.</summary>
    [Alias("Submit")]
    [Requires(Permission.TemplatesManage)]
    Task<Outcome> Submit(string commandId, IReadOnlyList<string> businessAccountIds, IReadOnlyList<string> languages);

    /// <summary>The channel told something. Refused as not found where this template was never submitted to the account.</summary>
    [Alias("Observe")]
    Task<Outcome> Observe(string commandId, IReadOnlyList<TemplateSighting> sightings);

    /// <summary>The channel told something of a template that was made elsewhere. It is kept, to be read and sent but not changed.</summary>
    [Alias("Import")]
    Task<Outcome> Import(string commandId, IReadOnlyList<TemplateSighting> sightings);

    /// <summary>What is to be done at Meta now, or null.</summary>
    [Alias("NextTask")]
    [AlwaysInterleave]
    Task<TemplateOrder?> NextTask();

    /// <summary>What became of it.</summary>
    [Alias("Record")]
    Task Record(TemplateOrder order, TemplateResult result);

    /// <summary>Where it stands in an account and a language; null where nothing is known.</summary>
    [Alias("Standing")]
    [AlwaysInterleave]
    Task<TemplateListing?> Standing(string businessAccountId, string language);

    /// <summary>The template, deleted ones included; null where there never was one.</summary>
    [Alias("Get")]
    [AlwaysInterleave]
    Task<TemplateView?> Get();
}

/// <summary>Does at Meta what a template wants done, in a queue of its own. Same key as the template.</summary>
[Alias("template-submitter")]
public interface ITemplateSubmitterGrain : ITenantScoped
{
    /// <summary>Does what is to be done now.</summary>
    [Alias("Run")]
    [OneWay]
    Task Run();
}

/// <summary>The templates of a WhatsApp business account: when they were read last. Key: <c>tenant/{business account id}</c>.</summary>
[Alias("template-account")]
public interface ITemplateAccountGrain : ITenantScoped
{
    /// <summary>The account is the company's: its templates are read in a minute, and then daily.</summary>
    [Alias("Begin")]
    Task<Outcome> Begin(string commandId);

    /// <summary>Reads them now, unless that was done a moment ago or is being done.</summary>
    [Alias("Sync")]
    Task<Outcome> Sync(string commandId);

    /// <summary>They were read, or could not be.</summary>
    [Alias("Record")]
    Task<Outcome> Record(string commandId, int found, int gone, string? failure);

    /// <summary>When they were read.</summary>
    [Alias("Get")]
    [AlwaysInterleave]
    Task<TemplateAccountView> Get();
}

/// <summary>Reads an account's templates page by page, in a queue of its own. Same key as the account.</summary>
[Alias("template-puller")]
public interface ITemplatePullerGrain : ITenantScoped
{
    /// <summary>Reads them and tells each template.</summary>
    [Alias("Run")]
    [OneWay]
    Task Run(DateTimeOffset askedAt);
}

/// <summary>How many templates an account was asked to create within the hour: Meta takes 100. Key: <c>tenant/{business account id}</c>.</summary>
[Alias("template-pace")]
public interface ITemplatePaceGrain : ITenantScoped
{
    /// <summary>Counts one more and answers null; or answers how long to wait.</summary>
    [Alias("Admit")]
    Task<TimeSpan?> Admit();
}

/// <summary>A template as it stands.</summary>
/// <param name="Id">The id.</param>
/// <param name="Code">Its code; of one made elsewhere <c>name@account</c>.</param>
/// <param name="Number">The newest version's number.</param>
/// <param name="Content">All that it says.</param>
/// <param name="IsActive">Whether it is in use.</param>
/// <param name="External">Whether it was made elsewhere: it can be read and sent, not changed.</param>
/// <param name="Listings">Where it stands at Meta, an account and a language each.</param>
/// <param name="CreatedAt">When it was written first, UTC.</param>
/// <param name="UpdatedAt">When anything of it changed last, UTC.</param>
/// <param name="Version">Its version, for <c>If-Match</c>.</param>
/// <param name="Deleted">Whether it was deleted.</param>
[GenerateSerializer, Immutable, Alias("template.view")]
public sealed record TemplateView(
    string Id, string Code, int Number, TemplateContent Content, bool IsActive, bool External, IReadOnlyList<TemplateListing> Listings,
    DateTimeOffset? CreatedAt, DateTimeOffset? UpdatedAt, long Version, bool Deleted);

/// <summary>Something to be done at Meta.</summary>
/// <param name="Task">What.</param>
/// <param name="BusinessAccountId">In which account.</param>
/// <param name="Name">The template's name there.</param>
/// <param name="Language">In which language.</param>
/// <param name="MetaId">Meta's id, or null.</param>
/// <param name="Number">The version.</param>
/// <param name="Content">What it says.</param>
/// <param name="Attempt">1 for the first.</param>
/// <param name="Sightings">How often the channel had told something when this was taken.</param>
/// <param name="CategoryFixed">Whether Meta takes no other category any more.</param>
[GenerateSerializer, Immutable, Alias("template.order")]
public sealed record TemplateOrder(
    TemplateTask Task, string BusinessAccountId, string Name, string Language, string? MetaId, int Number, TemplateContent Content, int Attempt, int Sightings,
    bool CategoryFixed);

/// <summary>What became of it.</summary>
/// <param name="Kind">The outcome.</param>
/// <param name="MetaId">Meta's id where it gave one.</param>
/// <param name="Status">Where the template stands now, where Meta said so.</param>
/// <param name="Category">What Meta counts it as, where it said so.</param>
/// <param name="Reason">A stable word of a refusal or a delay.</param>
/// <param name="RetryAfter">How long to wait at least.</param>
[GenerateSerializer, Immutable, Alias("template.result")]
public sealed record TemplateResult(
    TemplateResultKind Kind, string? MetaId = null, TemplateStatus? Status = null, WhatsappCategory? Category = null, string? Reason = null,
    TimeSpan? RetryAfter = null);

/// <summary>Outcomes of what is done at Meta.</summary>
[GenerateSerializer]
public enum TemplateResultKind
{
    /// <summary>Done.</summary>
    Done = 0,
    /// <summary>Not done, or nobody knows; try again after a while.</summary>
    Later = 1,
    /// <summary>Not yet its turn: tried again without being counted.</summary>
    NotYet = 2,
    /// <summary>Meta will never take it as it is.</summary>
    Refused = 3,
}

/// <summary>When an account's templates were read.</summary>
/// <param name="BusinessAccountId">The account.</param>
/// <param name="Running">Whether they are being read.</param>
/// <param name="SyncedAt">When they were read last, UTC, or null.</param>
/// <param name="Found">How many there were, each language by itself.</param>
/// <param name="Failure">Why the last try failed, a stable word, or null.</param>
/// <param name="Version">The account's version.</param>
[GenerateSerializer, Immutable, Alias("template-account.view")]
public sealed record TemplateAccountView(string BusinessAccountId, bool Running, DateTimeOffset? SyncedAt, int Found, string? Failure, long Version);

/// <summary>A template's standing, whoever made it.</summary>
public static class TemplateStandings
{
    /// <summary>
    /// Where the template of a name stands in an account and a language: the company's own one first, then one that was made elsewhere; null where
    /// neither is known. Call within the tenant.
    /// </summary>
    public static async Task<(ITemplateGrain Grain, TemplateListing Listing)?> Find(
        IGrainFactory grains, string tenant, string businessAccountId, string name, string language)
    {
        foreach (var code in new[] { name, TemplateIds.External(name, businessAccountId) })
        {
            var grain = grains.GetGrain<ITemplateGrain>(TenantKey.Format(tenant, TemplateIds.Of(code)));
            if (await grain.Standing(businessAccountId, language) is { } listing) return (grain, listing);
        }
        return null;
    }
}

/// <summary>The message templates of a company, for whoever writes to customers: agents, workflows, campaigns.</summary>
public interface IMessageTemplateLibrary
{
    /// <summary>The template in use under a code, or null.</summary>
    Task<TemplateView?> Find(string tenant, string code);

    /// <summary>
    /// The template's words with their places filled, in the language asked for or, where it has none in it, the other one; null where no template is in
    /// use under the code. What is wrong with the values stands in <see cref="RenderedTemplate.Faults"/>.
    /// </summary>
    Task<RenderedTemplate?> Render(string tenant, string code, string language, IReadOnlyDictionary<string, string?> values);
}

/// <summary>Manages templates at Meta. Implementations do the I/O, map the channel's errors, and never throw for an answer that the channel gave.</summary>
public interface ITemplateChannel
{
    /// <summary>
    /// Does one thing. What may have been done before (a repeated creation) is looked up first, and what exists with the same words is taken for done.
    /// </summary>
    Task<TemplateResult> Do(TemplateOrder order, NumberCredentials credentials, CancellationToken ct);

    /// <summary>One page of an account's templates, at most 100.</summary>
    Task<TemplatePage> List(string businessAccountId, NumberCredentials credentials, string? cursor, DateTimeOffset at, CancellationToken ct);
}

/// <summary>A page of an account's templates.</summary>
/// <param name="Items">The templates, each language by itself.</param>
/// <param name="Next">Where the next page begins, or null at the end.</param>
/// <param name="Failure">Why there is no page, a stable word; null where there is one.</param>
public sealed record TemplatePage(IReadOnlyList<TemplateSighting> Items, string? Next, string? Failure = null);
