using System.Globalization;
using SalesFlow.Activities;
using SalesFlow.Agents;
using SalesFlow.Channels;
using SalesFlow.Common;
using SalesFlow.Conversations;
using SalesFlow.Deals;
using SalesFlow.Knowledge;
using SalesFlow.Leads;
using SalesFlow.Text;

namespace SalesFlow.Grains.Agents;

/// <summary>
/// Does what a run's answer asks for: commands like any other, each named after the run and its place, so that a repeat does nothing twice. What can be
/// done is the list below; an answer fills in words and never chooses among commands.
/// </summary>
internal sealed class AgentActions(IGrainFactory grains, TimeProvider clock, IKnowledgeGaps? gaps = null)
{
    /// <summary>The action that the run itself commits: an alert.</summary>
    public const string Notify = "notify";

    private const int LongestSubject = 255;
    private const string NothingToDo = "no_subject";

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
            // Told by the run's own commit, which follows.
            case Notify:
                return "done";
            case "update" when action.Values is { Count: > 0 } changes:
                return await Update(run.Tenant, start, links, action, changes, commandId);
            case "send" when links.ConversationId is { } talk:
                return await Send(run.Tenant, talk, start, action.Text, commandId);
            case "hand_over" when links.ConversationId is { } talk:
                return Word(await grains.GetGrain<IConversationGrain>(TenantKey.Format(run.Tenant, talk))
                    .Escalate(commandId, start.AgentId, action.Target is "support" or "compliance" or "sales" ? action.Target : "sales_manager"));
            case "learn" when links.LeadId is { } lead && action.Values is { Count: > 0 } values:
                return Word(await grains.GetGrain<ILeadGrain>(TenantKey.Format(run.Tenant, lead)).Learn(
                    commandId, new LeadInsight(start.AgentId, values.Where(v => LeadFacts.All.Contains(v.Key)).ToDictionary(), [], clock.GetUtcNow())));
            case "gap" when gaps is not null:
                await gaps.Report(run.Tenant, action.Text, action.Target ?? ArabicText.LanguageOf(action.Text), start.AgentId, commandId);
                return "done";
            default:
                return NothingToDo;
        }
    }

    /// <summary>Moves the lead or the conversation on. Nothing is ever moved back, and what a person decided stays.</summary>
    private async Task<string> Update(
        string tenant, StartAgentRun start, RecordLinks links, AgentAction action, IReadOnlyDictionary<string, string> changes, string commandId)
    {
        Outcome? outcome = null;
        if (links.LeadId is { } leadId && changes.GetValueOrDefault("status") == "qualified")
        {
            var lead = grains.GetGrain<ILeadGrain>(TenantKey.Format(tenant, leadId));
            if (await lead.Get() is { Status: LeadStatus.New or LeadStatus.Contacted })
                outcome = await lead.ChangeStatus(commandId + ":status", LeadStatus.Qualified, Cut(action.Text));
        }
        if (outcome is { Accepted: false }) return Word(outcome);
        if (links.LeadId is { } ownedId && changes.GetValueOrDefault("owner") == "rules")
        {
            var lead = grains.GetGrain<ILeadGrain>(TenantKey.Format(tenant, ownedId));
            if (await lead.Get() is { AssignedTo: null }) outcome = await lead.AssignByRules(commandId + ":owner", null);
        }
        if (outcome is { Accepted: false }) return Word(outcome);
        if (links.ConversationId is { } talkId && changes.TryGetValue("priority", out var word) && Enum.TryParse<ConversationPriority>(word, true, out var priority))
            outcome = await grains.GetGrain<IConversationGrain>(TenantKey.Format(tenant, talkId))
                .Change(commandId + ":priority", start.AgentId, new ConversationChange(Priority: priority));
        return outcome is null ? "nothing_to_change" : Word(outcome);
    }

    /// <summary>Sends words that nobody asked for: by the conversation's rules of consent, hours and limits, and only where no blank is left in them.</summary>
    private async Task<string> Send(string tenant, string talk, StartAgentRun start, string text, string commandId) =>
        text.Contains("{{", StringComparison.Ordinal)
            ? "unfilled"
            : Word(await grains.GetGrain<IConversationGrain>(TenantKey.Format(tenant, talk))
                .SendUnasked(commandId, start.AgentId, OutboundContent.OfText(text), null));

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

    /// <summary>What an action comes to where something of its subject is on its way just now: it is tried again.</summary>
    internal const string Busy = "busy";

    private static string Word(Outcome outcome) =>
        outcome.Accepted ? "done" : outcome is { Refusal: Refusal.WrongStatus, Detail: Busy } ? Busy : outcome.Refusal.ToString().ToLowerInvariant();
}
