using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Placement;
using SalesFlow.Agents;
using SalesFlow.Channels;
using SalesFlow.Common;
using SalesFlow.Conversations;
using SalesFlow.Grains.Agents;
using SalesFlow.Grains.Channels;
using SalesFlow.Grains.Tenancy;
using SalesFlow.Knowledge;
using SalesFlow.Leads;

namespace SalesFlow.Grains.Conversations;

/// <summary>
/// Thinks for one conversation, outside its turn. The answer names the turn that it answers; where the customer has written meanwhile it is
/// dropped, and the next call thinks anew.
/// </summary>
[GrainType("agent-turn")]
[PreferLocalPlacement]
public sealed partial class AgentTurnGrain(
    IAgentRunner runner, IMessageChannel channel, NumberPacer pacer, TenantViews tenants, AgentProfiles profiles, IOptions<ConversationOptions> options,
    TimeProvider clock, ILogger<AgentTurnGrain> logger, IServiceProvider services)
    : Grain, IAgentTurnGrain
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(45);
    private static readonly TimeSpan TypingAfter = TimeSpan.FromMilliseconds(700);
    private readonly IKnowledgeGaps? _gaps = services.GetService<IKnowledgeGaps>();
    private long _answered;

    /// <inheritdoc/>
    public async Task Run(TurnSnapshot? turn)
    {
        var key = TenantKey.Parse(this.GetPrimaryKeyString());
        var conversation = GrainFactory.GetGrain<IConversationGrain>(this.GetPrimaryKeyString());
        turn ??= await conversation.GetTurn();
        if (turn is null || turn.Turn <= _answered) return;
        if (await tenants.Get(key.Tenant) is not { } tenant)
        {
            TenantMissing(logger, key.Tenant);
            return;
        }

        // The turn stays open, and its timer asks again: whoever wrote meanwhile is answered when the suspension ends.
        if (tenant.Profile.Suspended) return;

        var leadGrain = GrainFactory.GetGrain<ILeadGrain>(TenantKey.Format(key.Tenant, turn.LeadId));
        var lead = await leadGrain.Get();
        if (lead is null)
        {
            await leadGrain.Open($"conversation:{key.Id}",
                new OpenLead(turn.CustomerName, turn.CustomerPhone, "whatsapp", turn.ContactId, turn.ConversationId, turn.Language));
            lead = await leadGrain.Get();
        }

        var started = clock.GetTimestamp();
        var task = new AgentTask(turn, tenant, lead, clock.GetUtcNow()) { Profiles = await profiles.Get(key.Tenant, runner.Agents) };
        var reply = turn.HandOverReason is { } reason ? ReplyComposer.HandOver(task, reason) : await Think(task, key, leadGrain, started);
        var outcome = await conversation.CompleteTurn(turn.Turn, reply);
        if (outcome.Refusal == Refusal.GuardFailed)
        {
            GuardRefused(logger, reply.AgentId, reply.Engine, outcome.Detail ?? string.Empty);
            outcome = await conversation.CompleteTurn(turn.Turn, ReplyComposer.HandOver(task, $"guard_{outcome.Detail}"));
        }
        if (!outcome.Accepted) return;
        _answered = turn.Turn;
        await leadGrain.Answered($"turn:{key.Id}:{turn.Turn}", clock.GetUtcNow());
    }

    private async Task<TurnReply> Think(AgentTask task, TenantKey key, ILeadGrain lead, long started)
    {
        using var limit = new CancellationTokenSource(Deadline, clock);
        var tools = new TurnTools(task, lead);
        var journal = GrainFactory.GetGrain<ITurnJournalGrain>(this.GetPrimaryKeyString());
        // Only a turn that is begun anew can have steps behind it, and that happens no sooner than its safety timer.
        var recorded = runner.IsRemote && task.Now >= task.Turn.StartedAt + options.Value.TurnSafety ? await journal.Read(task.Turn.Turn) : [];
        var running = runner.Run(task, tools, new TurnJournal(journal, task.Turn.Turn, recorded), limit.Token);
        if (runner.IsRemote && !running.IsCompleted) await TypingWhileSlow(running, task, key);
        var answer = await running;

        // A question without an answer is worth a look, whether or not this answer is still wanted.
        if (answer is { IsGap: true, Question: { } question } && _gaps is not null)
            await _gaps.Report(key.Tenant, question, task.Turn.Language, answer.AgentId, $"turn:{key.Id}:{task.Turn.Turn}");
        if (answer.Facts.Count > 0 || answer.Signals.Count > 0)
        {
            // Facts that the customer told are true whether or not this answer is still wanted; the id makes a repeat harmless.
            await lead.Learn($"turn:{key.Id}:{task.Turn.Turn}:learn",
                new LeadInsight(task.Turn.Pending[^1].MessageId, answer.Facts, answer.Signals, task.Now));
        }
        return ReplyComposer.Compose(task, answer, $"{key.Id}:{task.Turn.Turn}", (int)clock.GetElapsedTime(started).TotalMilliseconds);
    }

    /// <summary>A customer who has to wait sees that somebody is writing.</summary>
    private async Task TypingWhileSlow(Task running, AgentTask task, TenantKey key)
    {
        if (task.Turn.LastWamid is not { } wamid) return;
        if (await Task.WhenAny(running, Task.Delay(TypingAfter, clock)) == running) return;
        if (await pacer.Credentials(key.Tenant, task.Turn.PhoneNumberId) is { } credentials)
            await channel.ShowTyping(task.Turn.PhoneNumberId, wamid, credentials, CancellationToken.None);
    }

    [LoggerMessage(1, LogLevel.Error, "Tenant {Tenant} does not exist: its customers cannot be answered.")]
    private static partial void TenantMissing(ILogger logger, string tenant);

    [LoggerMessage(2, LogLevel.Warning, "An answer of {Agent} ({Engine}) was refused by the guard {Guard}; a person takes over.")]
    private static partial void GuardRefused(ILogger logger, string agent, string engine, string guard);
}
