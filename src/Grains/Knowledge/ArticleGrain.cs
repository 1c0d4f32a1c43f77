using SalesFlow.Common;
using SalesFlow.Entities;
using SalesFlow.Grains.Entities;
using SalesFlow.Knowledge;

namespace SalesFlow.Grains.Knowledge;

/// <summary>An article: its texts are in its events and read rows, not here.</summary>
[GrainType("article")]
internal sealed class ArticleGrain(
    [PersistentState("article", EntityStorage.Provider)] IPersistentState<EntityRecord<ArticleState>> storage, TimeProvider clock)
    : EntityGrain<ArticleState>(storage, clock), IArticleGrain
{
    public Task<Outcome> Create(string commandId, WriteArticle command)
    {
        var author = TenantScope.Actor.Id;
        return Execute(commandId, (s, now) => ArticleDecisions.Create(s, command, author, now));
    }

    public Task<Outcome> Update(string commandId, ChangeArticle change, long? expectedVersion)
    {
        var author = TenantScope.Actor.Id;
        return Execute(commandId, (s, now) => Unless(expectedVersion) ?? ArticleDecisions.Update(s, change, author, now));
    }

    public Task<Outcome> Approve(string commandId, DateTimeOffset? validUntil, long? expectedVersion)
    {
        var approver = TenantScope.Actor.Id;
        return Execute(commandId, (s, now) => Unless(expectedVersion) ?? ArticleDecisions.Approve(s, validUntil, approver, now));
    }

    public Task<Outcome> Expire(string commandId, long? expectedVersion) =>
        Execute(commandId, (s, now) => Unless(expectedVersion) ?? ArticleDecisions.Expire(s, now));

    public Task<Outcome> Archive(string commandId, long? expectedVersion) =>
        Execute(commandId, (s, now) => Unless(expectedVersion) ?? ArticleDecisions.Archive(s, now));

    public Task<Outcome> Delete(string commandId, long? expectedVersion) =>
        Execute(commandId, (s, now) => Unless(expectedVersion) ?? ArticleDecisions.Delete(s, now));

    public Task<Outcome> Restore(string commandId, long? expectedVersion) =>
        Execute(commandId, (s, now) => Unless(expectedVersion) ?? ArticleDecisions.Restore(s, now));

    protected override Task<DueOutcome> Due(string name) => Fire(name, (s, now) => ArticleDecisions.Due(s, name, now));

    private Decision? Unless(long? expected) => Version > 0 && expected is { } seen && seen != Version ? Decision.Refuse(Refusal.StaleVersion) : null;
}
