using System.Globalization;
using SalesFlow.Activities;
using SalesFlow.Agents;
using SalesFlow.Common;
using SalesFlow.Conversations;
using SalesFlow.Deals;
using SalesFlow.Knowledge;
using SalesFlow.Leads;

namespace SalesFlow.Grains.Agents;

/// <summary>
/// Does what a run's answer asks for: commands like any other, each named after the run and its place, so that a repeat does nothing twice. What can be
/// done is the list below; an answer fills in words and never chooses among commands.
/// </summary>
internal sealed class AgentActions(IGrainFactory grains, TimeProvider clock, IKnowledgeGaps? gaps = null)
{
    private const int LongestSubject = 255;

    /// <summary>Does all of them; what became of each.</summary>
    public async Task<IReadOnlyList<string>> Do(TenantKey run, StartAgentRun start, IReadOnlyList<AgentAction> actions)
    {
        var links = await Links(run.Tenant, start);
        var outcomes = new List<string>(actions.Count);
        for (var i = 0; i < actions.Count; i++)
            outcomes.Add(await Do(run, start, links, actions[i], string.Create(CultureInfo.InvariantCulture, $"{run.Id}:{i}")));
        return outcomes;
    }

    private async Task<string> Do(TenantKey run, StartAgentRun start, RecordLinks links, AgentAction action, string commandId)
    {
        switch (action.Do)
        {
            case "note":
                return Word(await Activity(run.Tenant, commandId, new CreateActivity(
                    ActivityType.Note, null, action.Text, null, null, ActivityPriority.Normal, null, links, null, IsAutomated: true, Completed: true)));
            case "task":
                return Word(await Activity(run.Tenant, commandId, new CreateActivity(
                    ActivityType.Task, Cut(action.Text), action.Text.Length > LongestSubject ? action.Text : null, action.Due, null, ActivityPriority.High,
                    await Owner(run.Tenant, links), links, null, IsAutomated: true)));
            case "hand_over" when links.ConversationId is { } talk:
                return Word(await grains.GetGrain<IConversationGrain>(TenantKey.Format(run.Tenant, talk))
                    .Escalate(commandId, start.AgentId, action.Target is "support" or "compliance" or "sales" ? action.Target : "sales_manager"));
            case "learn" when links.LeadId is { } lead && action.Values is { Count: > 0 } values:
                return Word(await grains.GetGrain<ILeadGrain>(TenantKey.Format(run.Tenant, lead)).Learn(
                    commandId, new LeadInsight(start.AgentId, values.Where(v => LeadFacts.All.Contains(v.Key)).ToDictionary(), [], clock.GetUtcNow())));
            case "gap" when gaps is not null:
                await gaps.Report(run.Tenant, action.Text, action.Target ?? "ar", start.AgentId, commandId);
                return "done";
            default:
                return "no_subject";
        }
    }

    private Task<Outcome> Activity(string tenant, string commandId, CreateActivity activity) =>
        grains.GetGrain<IActivityGrain>(TenantKey.Format(tenant, Id.Named("agent-action", tenant, commandId))).Create(commandId, activity);

    private async Task<RecordLinks> Links(string tenant, StartAgentRun start)
    {
        switch (start.SubjectKind)
        {
            case "lead":
                var lead = await grains.GetGrain<ILeadGrain>(TenantKey.Format(tenant, start.SubjectId!)).Get();
                return new RecordLinks(LeadId: start.SubjectId, ContactId: lead?.ContactId, ConversationId: lead?.ConversationId);
            case "conversation":
                var talk = await grains.GetGrain<IConversationGrain>(TenantKey.Format(tenant, start.SubjectId!)).Get();
                return new RecordLinks(LeadId: talk?.LeadId, ContactId: talk?.ContactId, ConversationId: start.SubjectId);
            case "deal":
                var deal = await grains.GetGrain<IDealGrain>(TenantKey.Format(tenant, start.SubjectId!)).Get();
                return new RecordLinks(LeadId: deal?.LeadId, DealId: start.SubjectId, ContactId: deal?.ContactId, ConversationId: deal?.ConversationId);
            case "call":
                return (await grains.GetGrain<ICallGrain>(TenantKey.Format(tenant, start.SubjectId!)).Get())?.Links ?? new RecordLinks();
            default:
                return new RecordLinks();
        }
    }

    private async Task<string?> Owner(string tenant, RecordLinks links) =>
        links.LeadId is { } lead ? (await grains.GetGrain<ILeadGrain>(TenantKey.Format(tenant, lead)).Get())?.AssignedTo : null;

    private static string Cut(string text)
    {
        var line = text.Split('\n')[0];
        return line.Length <= LongestSubject ? line : line[..(LongestSubject - 1)] + "…";
    }

    private static string Word(Outcome outcome) => outcome.Accepted ? "done" : outcome.Refusal.ToString().ToLowerInvariant();
}
