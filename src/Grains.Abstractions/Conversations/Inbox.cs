using System.Text.Json.Serialization;
using SalesFlow.Access;
using SalesFlow.Common;

namespace SalesFlow.Conversations;

/// <summary>A tenant's inbox: its labels and how leases run. Key: <c>tenant/inbox</c>.</summary>
[Alias("inbox")]
public interface IInboxGrain : ITenantScoped
{
    /// <summary>Changes how leases run.</summary>
    [Alias("Configure")]
    [Requires(Permission.InboxManage)]
    Task<Outcome> Configure(string commandId, InboxSettings settings, long? expectedVersion);

    /// <summary>Defines a label. Refused as taken where another one in use has the name.</summary>
    [Alias("DefineLabel")]
    [Requires(Permission.InboxManage)]
    Task<Outcome> DefineLabel(string commandId, string labelId, string name, string colour);

    /// <summary>Changes a label's name, colour, or whether it can still be put on conversations.</summary>
    [Alias("ChangeLabel")]
    [Requires(Permission.InboxManage)]
    Task<Outcome> ChangeLabel(string commandId, string labelId, string? name, string? colour, bool? archived);

    /// <summary>The inbox as it stands.</summary>
    [Alias("Get")]
    [Orleans.Concurrency.AlwaysInterleave]
    Task<InboxView> Get();
}

/// <summary>How leases run.</summary>
/// <param name="LeaseMinutes">How long somebody who took a conversation holds it after the last touch: 1 to 480 minutes; 15 unless set.</param>
/// <param name="ExpiredToAgents">Whether a conversation whose lease ended goes back to the agents. Otherwise it waits for a person.</param>
[GenerateSerializer, Immutable, Alias("inbox.settings")]
public sealed record InboxSettings(int LeaseMinutes = 15, bool ExpiredToAgents = false);

/// <summary>A label.</summary>
/// <param name="Id">The id.</param>
/// <param name="Name">1 to 40 characters, one label in use a name.</param>
/// <param name="Colour"><c>#rrggbb</c>.</param>
/// <param name="Archived">Whether it stands on old conversations only.</param>
[GenerateSerializer, Immutable, Alias("inbox.label")]
public sealed record InboxLabel(string Id, string Name, string Colour, bool Archived);

/// <summary>An inbox.</summary>
[GenerateSerializer, Immutable, Alias("inbox.view")]
public sealed record InboxView(InboxSettings Settings, IReadOnlyList<InboxLabel> Labels, long Version);

/// <summary>Leases run differently from now on.</summary>
[EventName("inbox.configured")]
public sealed record InboxConfigured(InboxSettings Settings) : IDomainEvent;

/// <summary>A label was defined or changed.</summary>
[EventName("inbox.label_set")]
public sealed record InboxLabelSet(InboxLabel Label) : IDomainEvent;

/// <summary>
/// A ready answer that people call by a word. Key: <c>tenant/{id}</c>; the id is made from the word and, where it is private, its owner, so that one
/// word means one answer.
/// </summary>
[Alias("canned-reply")]
public interface ICannedReplyGrain : ITenantScoped
{
    /// <summary>Writes it, anew or again after it was deleted. A shared one needs <see cref="Permission.InboxManage"/>, a private one is its owner's.</summary>
    [Alias("Write")]
    [Requires(Permission.ConversationsReply)]
    Task<Outcome> Write(string commandId, WriteCannedReply command, bool mustBeNew, long? expectedVersion);

    /// <summary>Deletes it.</summary>
    [Alias("Delete")]
    [Requires(Permission.ConversationsReply)]
    Task<Outcome> Delete(string commandId, string userId);

    /// <summary>The reply, or null where there is none or it was deleted.</summary>
    [Alias("Get")]
    [Orleans.Concurrency.AlwaysInterleave]
    Task<CannedReplyView?> Get();
}

/// <summary>A ready answer to write.</summary>
/// <param name="Shortcut">The word behind the slash: 1 to 40 letters, digits, <c>-</c> or <c>_</c>.</param>
/// <param name="TextAr">Arabic text, at most 4,096 characters; one of the two texts must be there.</param>
/// <param name="TextEn">English text, at most 4,096 characters.</param>
/// <param name="Owner">Whose it is, or null where it is everybody's.</param>
[GenerateSerializer, Immutable, Alias("canned-reply.write")]
public sealed record WriteCannedReply(string Shortcut, string? TextAr, string? TextEn, string? Owner);

/// <summary>A ready answer.</summary>
[GenerateSerializer, Immutable, Alias("canned-reply.view")]
public sealed record CannedReplyView(
    string Id, string Shortcut, string? TextAr, string? TextEn, string? Owner, DateTimeOffset UpdatedAt, long Version)
{
    /// <summary>When it was written first, UTC; rows do not tell it.</summary>
    [Id(0)]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? CreatedAt { get; init; }
}

/// <summary>A ready answer was written.</summary>
[EventName("canned-reply.written")]
public sealed record CannedReplyWritten(string Shortcut, string? TextAr, string? TextEn, string? Owner, DateTimeOffset At) : IDomainEvent;

/// <summary>A ready answer was deleted.</summary>
[EventName("canned-reply.deleted")]
public sealed record CannedReplyDeleted(DateTimeOffset At) : IDomainEvent;

/// <summary>What a person has begun to write in a conversation. Key: <c>tenant/draft/{user}/{conversation}</c>.</summary>
[Alias("draft")]
public interface IDraftGrain : ITenantScoped
{
    /// <summary>Keeps the text in place of the one before; null or empty forgets it.</summary>
    /// <param name="text">At most 4,096 characters.</param>
    /// <param name="replyTo">The message that it answers, or null.</param>
    /// <param name="expectedVersion">Refused as stale where the draft has another version, or is gone; null takes any.</param>
    [Alias("Keep")]
    [Requires(Permission.ConversationsReply)]
    Task<Outcome> Keep(string? text, string? replyTo, long? expectedVersion = null);

    /// <summary>The draft, or null.</summary>
    [Alias("Get")]
    [Requires(Permission.ConversationsRead)]
    Task<DraftView?> Get();
}

/// <summary>A draft.</summary>
/// <param name="Text">At most 4,096 characters.</param>
/// <param name="ReplyTo">The message that it answers, or null.</param>
/// <param name="UpdatedAt">When it was kept, UTC.</param>
/// <param name="Version">Its version: another one after every change.</param>
[GenerateSerializer, Immutable, Alias("draft.view")]
public sealed record DraftView(string Text, string? ReplyTo, DateTimeOffset UpdatedAt, long Version = 0);
