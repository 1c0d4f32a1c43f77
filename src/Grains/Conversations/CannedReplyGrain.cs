using SalesFlow.Access;
using SalesFlow.Common;
using SalesFlow.Conversations;
using SalesFlow.Entities;
using SalesFlow.Grains.Entities;

namespace SalesFlow.Grains.Conversations;

/// <summary>A ready answer.</summary>
[GrainType("canned-reply")]
public sealed class CannedReplyGrain(
    [PersistentState("canned-reply", EntityStorage.Provider)] IPersistentState<EntityRecord<CannedReplyState>> storage, TimeProvider clock)
    : EntityGrain<CannedReplyState>(storage, clock), ICannedReplyGrain
{
    /// <inheritdoc/>
    public Task<Outcome> Write(string commandId, WriteCannedReply command, bool mustBeNew, long? expectedVersion)
    {
        var actor = TenantScope.Actor;
        return Execute(commandId, (s, now) => expectedVersion is { } seen && seen != Version
            ? Decision.Refuse(Refusal.StaleVersion)
            : CannedReplyDecisions.Write(s, command, mustBeNew, actor, now));
    }

    /// <inheritdoc/>
    public Task<Outcome> Delete(string commandId, string userId)
    {
        var actor = TenantScope.Actor;
        return Execute(commandId, (s, now) => CannedReplyDecisions.Delete(s, userId, actor, now));
    }

    /// <inheritdoc/>
    public Task<CannedReplyView?> Get() => Task.FromResult(State.Reply is not { } r
        ? null
        : new CannedReplyView(Key.Id, r.Shortcut, r.TextAr, r.TextEn, r.Owner, r.At, Version)
        {
            CreatedAt = State.FirstAt ?? CreatedAt,
        });
}

/// <summary>What a ready answer is.</summary>
public sealed record CannedReplyState : IFold<CannedReplyState>
{
    /// <summary>The answer as written last; null before and after.</summary>
    public CannedReplyWritten? Reply { get; init; }

    /// <summary>When it was written first; null before and after, and for what was written before this was kept.</summary>
    public DateTimeOffset? FirstAt { get; init; }

    /// <inheritdoc/>
    public CannedReplyState Apply(IDomainEvent e) => e switch
    {
        CannedReplyWritten w => this with { Reply = w, FirstAt = Reply is null ? w.At : FirstAt },
        CannedReplyDeleted => this with { Reply = null, FirstAt = null },
        _ => this,
    };
}

/// <summary>What commands to a ready answer come to.</summary>
internal static class CannedReplyDecisions
{
    internal static Decision Write(CannedReplyState state, WriteCannedReply w, bool mustBeNew, Actor actor, DateTimeOffset now)
    {
        if (w.Owner is null ? !actor.May(Permission.InboxManage) : actor.Kind != ActorKind.System && actor.Id != w.Owner)
            return Decision.Refuse(Refusal.Forbidden, Permission.InboxManage.Word());
        if (mustBeNew && state.Reply is not null) return Decision.Refuse(Refusal.Taken, "shortcut");
        if (!mustBeNew && state.Reply is null) return Decision.Refuse(Refusal.NotFound);
        if (!CannedText.IsShortcut(w.Shortcut)) return Decision.Refuse(Refusal.Invalid, "shortcut");
        if (w.TextAr is null && w.TextEn is null) return Decision.Refuse(Refusal.Invalid, "textAr");
        if (w.TextAr is not null && CannedText.Fault(w.TextAr) is not null) return Decision.Refuse(Refusal.Invalid, "textAr");
        if (w.TextEn is not null && CannedText.Fault(w.TextEn) is not null) return Decision.Refuse(Refusal.Invalid, "textEn");
        return Decision.Accept(new CannedReplyWritten(w.Shortcut, w.TextAr, w.TextEn, w.Owner, now));
    }

    internal static Decision Delete(CannedReplyState state, string userId, Actor actor, DateTimeOffset now)
    {
        // What belongs to somebody else is not there for the caller.
        if (state.Reply is not { } reply || (reply.Owner is not null && reply.Owner != userId)) return Decision.Refuse(Refusal.NotFound);
        return reply.Owner is null && !actor.May(Permission.InboxManage)
            ? Decision.Refuse(Refusal.Forbidden, Permission.InboxManage.Word())
            : Decision.Accept(new CannedReplyDeleted(now));
    }
}
