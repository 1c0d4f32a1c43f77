using SalesFlow.Common;
using SalesFlow.Entities;
using SalesFlow.Grains.Entities;
using SalesFlow.Templates;

namespace SalesFlow.Grains.Templates;

/// <summary>A message template.</summary>
[GrainType("template")]
internal sealed class TemplateGrain(
    [PersistentState("template", EntityStorage.Provider)] IPersistentState<EntityRecord<TemplateState>> storage, TimeProvider clock)
    : EntityGrain<TemplateState>(storage, clock), ITemplateGrain
{
    public Task<Outcome> Create(string commandId, string code, TemplateContent content, bool isActive) =>
        Execute(commandId, (s, now) => TemplateDecisions.Create(s, code, content, isActive, now));

    public Task<Outcome> Adopt(string commandId, string code, TemplateContent content) =>
        Execute(commandId, (s, now) => TemplateDecisions.Adopt(s, code, content, now));

    public Task<Outcome> Update(string commandId, TemplateContent? content, bool? isActive) =>
        Execute(commandId, (s, now) => TemplateDecisions.Update(s, content, isActive, now));

    public Task<Outcome> Delete(string commandId) => Execute(commandId, TemplateDecisions.Delete);

    public Task<Outcome> Submit(string commandId, IReadOnlyList<string> businessAccountIds, IReadOnlyList<string> languages) =>
        Execute(commandId, (s, now) => TemplateDecisions.Submit(s, businessAccountIds, languages, now));

    public Task<Outcome> Observe(string commandId, IReadOnlyList<TemplateSighting> sightings) =>
        Execute(commandId, (s, now) => TemplateDecisions.Observe(s, sightings, now));

    public Task<Outcome> Import(string commandId, IReadOnlyList<TemplateSighting> sightings) =>
        Execute(commandId, (s, now) => TemplateDecisions.Import(s, sightings, now));

    public Task<TemplateOrder?> NextTask() => Task.FromResult(TemplateDecisions.Next(State, Now));

    public async Task Record(TemplateOrder order, TemplateResult result)
    {
        var decision = TemplateDecisions.Record(State, order, result, Now);
        if (!decision.IsEmpty) await Commit(decision, []);
    }

    public Task<TemplateListing?> Standing(string businessAccountId, string language) => Task.FromResult(State.Find(businessAccountId, language));

    public Task<TemplateView?> Get() => Task.FromResult(State.Content is not { } content
        ? null
        : new TemplateView(
            Key.Id, State.Code!, State.Number, content, State.IsActive, State.External, State.Listings, CreatedAt, UpdatedAt, Version, State.Deleted));

    protected override async Task<DueOutcome> Due(string name)
    {
        if (name != TemplateDecisions.TaskTimer || TemplateDecisions.Next(State, Now) is null) return await Fire(name, (_, _) => Decision.Nothing);
        await Submitter.Run();
        return DueOutcome.Pending;
    }

    protected override async Task Committed(IReadOnlyList<IDomainEvent> events)
    {
        if (events.Any(e => e is TemplateListingChanged { Listing.Task: not TemplateTask.None }) && TemplateDecisions.Next(State, Now) is not null) await Submitter.Run();
    }

    private ITemplateSubmitterGrain Submitter => GrainFactory.GetGrain<ITemplateSubmitterGrain>(this.GetPrimaryKeyString());
}
