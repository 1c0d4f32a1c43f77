using System.Text.Json.Serialization;
using Orleans.Concurrency;
using SalesFlow.Access;
using SalesFlow.Channels;
using SalesFlow.Common;

namespace SalesFlow.Conversations;

/// <summary>
/// One customer's talk with one of the tenant's numbers. Key: <c>tenant/{conversation id}</c>. The only writer of the talk: it dedupes, opens
/// turns, decides who may answer, keeps the outbox and its order.
/// </summary>
[Alias("conversation")]
public interface IConversationGrain : ITenantScoped
{
    /// <summary>Takes in what the customer sent, in the order given. A message seen before changes nothing; the rest still counts.</summary>
    [Alias("Receive")]
    Task<Outcome> Receive(ConversationAddress address, IReadOnlyList<InboundMessage> messages);

    /// <summary>Takes in delivery statuses. They only move forward, whatever order they come in.</summary>
    [Alias("RecordStatuses")]
    Task<Outcome> RecordStatuses(IReadOnlyList<StatusUpdate> statuses);

    /// <summary>What an agent needs in order to answer, or null where no turn waits for one.</summary>
    [Alias("GetTurn")]
    Task<TurnSnapshot?> GetTurn();

    /// <summary>
    /// An agent's answer to a turn. Refused as stale where the customer has written again, as held where a person has taken over, and where a
    /// guard objects. Accepted, it is in the outbox by the same commit.
    /// </summary>
    [Alias("CompleteTurn")]
    Task<Outcome> CompleteTurn(long turn, TurnReply reply);

    /// <summary>The next message to send, marked as being sent, or null where nothing may be sent now.</summary>
    [Alias("TakeNextSend")]
    Task<SendOrder?> TakeNextSend();

    /// <summary>What became of an attempt to send; answers the next order, if one may go at once.</summary>
    [Alias("RecordSend")]
    Task<SendOrder?> RecordSend(string messageId, int attempt, SendResult result);

    /// <summary>A person takes the conversation and holds it: agents fall silent until it is given back or the lease ends. Refused where another person holds it.</summary>
    [Alias("TakeOver")]
    [Requires(Permission.ConversationsReply)]
    Task<Outcome> TakeOver(string commandId, string userId);

    /// <summary>A supervisor takes the conversation from whoever holds it.</summary>
    [Alias("TakeFrom")]
    [Requires(Permission.ConversationsAssign)]
    Task<Outcome> TakeFrom(string commandId, string userId);

    /// <summary>The holder is still at work. Written down only where it moves the lease's end by a good part; refused where the caller does not hold it.</summary>
    [Alias("RenewLease")]
    [Requires(Permission.ConversationsReply)]
    Task<Outcome> RenewLease(string userId);

    /// <summary>A person is needed: the conversation waits in the queue of the target named, and agents fall silent.</summary>
    [Alias("Escalate")]
    [Requires(Permission.ConversationsReply)]
    Task<Outcome> Escalate(string commandId, string reason, string target);

    /// <summary>The person gives it back to the agents.</summary>
    [Alias("GiveBack")]
    [Requires(Permission.ConversationsReply)]
    Task<Outcome> GiveBack(string commandId, string userId);

    /// <summary>
    /// Makes the conversation somebody's, or nobody's. Whoever held it holds it no more: the lease goes to the person named. Taking a free one for
    /// oneself and passing on one's own needs nothing more; anything else needs <see cref="Permission.ConversationsAssign"/>.
    /// </summary>
    /// <param name="commandId">Makes a repeat harmless.</param>
    /// <param name="userId">Whose it becomes, or null.</param>
    /// <param name="byUserId">Who says so.</param>
    [Alias("Assign")]
    [Requires(Permission.ConversationsReply)]
    Task<Outcome> Assign(string commandId, string? userId, string byUserId);

    /// <summary>Changes status, snooze, priority and labels. Resolving is refused where another person holds the conversation.</summary>
    [Alias("Change")]
    [Requires(Permission.ConversationsReply)]
    Task<Outcome> Change(string commandId, string userId, ConversationChange change);

    /// <summary>A person has seen what the customer wrote.</summary>
    [Alias("MarkRead")]
    [Requires(Permission.ConversationsReply)]
    Task<Outcome> MarkRead(string userId);

    /// <summary>Writes a note among colleagues: at most 4,000 characters and 20 mentions.</summary>
    [Alias("AddNote")]
    [Requires(Permission.ConversationsReply)]
    Task<Outcome> AddNote(string commandId, string noteId, string userId, string text, IReadOnlyList<string> mentions);

    /// <summary>Corrects one's own note, while it is among the conversation's last 20. Null leaves its mentions as they are.</summary>
    [Alias("EditNote")]
    [Requires(Permission.ConversationsReply)]
    Task<Outcome> EditNote(string commandId, string noteId, string userId, string text, IReadOnlyList<string>? mentions);

    /// <summary>Takes one's own note back, while it is among the conversation's last 20.</summary>
    [Alias("DeleteNote")]
    [Requires(Permission.ConversationsReply)]
    Task<Outcome> DeleteNote(string commandId, string noteId, string userId);

    /// <summary>A person writes. Takes the conversation over if nobody holds it, and renews the lease.</summary>
    [Alias("SendByHuman")]
    [Requires(Permission.ConversationsReply)]
    Task<Outcome> SendByHuman(string commandId, string userId, OutboundContent content);

    /// <summary>A message that nobody asked for: a follow-up or a reminder. Refused without consent, outside the permitted hours' limits, or where a turn is open.</summary>
    [Alias("SendUnasked")]
    Task<Outcome> SendUnasked(string commandId, string purpose, OutboundContent withinWindow, OutboundContent? template);

    /// <summary>
    /// The person's consent was said anew, or a merge changed whose it is: from here on this conversation does what its contact and the one named say now.
    /// A word of the customer here that is still on its way to the contact stands above it.
    /// </summary>
    /// <param name="commandId">Makes a repeat harmless.</param>
    /// <param name="contactId">The contact of which something was said; the conversation's own, or one that it was merged into.</param>
    [Alias("HeedConsent")]
    Task<Outcome> HeedConsent(string commandId, string contactId);

    /// <summary>A person lets an agent's held answer go, in its own words or in other ones. Refused where none is held.</summary>
    /// <param name="commandId">Makes a repeat harmless.</param>
    /// <param name="userId">Who says so.</param>
    /// <param name="turn">The turn whose answer was seen: another one than the held one is refused as stale.</param>
    /// <param name="text">Other words, 1 to 4,096 characters; null for the agent's own.</param>
    [Alias("ReleaseReply")]
    [Requires(Permission.ConversationsReply)]
    Task<Outcome> ReleaseReply(string commandId, string userId, long turn, string? text);

    /// <summary>A person drops an agent's held answer: the conversation waits for a person's. Refused where none is held.</summary>
    [Alias("DiscardReply")]
    [Requires(Permission.ConversationsReply)]
    Task<Outcome> DiscardReply(string commandId, string userId, long turn);

    /// <summary>The conversation, or null.</summary>
    [Alias("Get")]
    [AlwaysInterleave]
    Task<ConversationView?> Get();
}

/// <summary>Thinks for one conversation, in a queue of its own. Same key as the conversation.</summary>
[Alias("agent-turn")]
public interface IAgentTurnGrain : ITenantScoped
{
    /// <summary>Answers the turn that is open, if one is. Called again for the same turn it resumes from its journal.</summary>
    /// <param name="turn">The turn as it stood when the call was made; null to ask the conversation.</param>
    [Alias("Run")]
    [OneWay]
    Task Run(TurnSnapshot? turn);
}

/// <summary>Keeps the finished steps of a conversation's newest turn that called tools. Same key as the conversation.</summary>
[Alias("turn-journal")]
public interface ITurnJournalGrain : ITenantScoped
{
    /// <summary>The steps recorded for a turn, in order; none for any other turn than the newest.</summary>
    [Alias("Read")]
    Task<IReadOnlyList<Agents.JournalStep>> Read(long turn);

    /// <summary>Records a step. A newer turn's first step drops those of the turn before; a step recorded before changes nothing.</summary>
    [Alias("Append")]
    Task Append(long turn, Agents.JournalStep step);
}

/// <summary>Sends for one conversation, one message at a time, in order. Same key as the conversation.</summary>
[Alias("delivery")]
public interface IDeliveryGrain : ITenantScoped
{
    /// <summary>Sends what the outbox holds.</summary>
    /// <param name="order">An order already taken from the outbox; null to ask for the next one.</param>
    [Alias("Run")]
    [OneWay]
    Task Run(SendOrder? order);
}

/// <summary>Who is talking to whom.</summary>
/// <param name="ContactId">The contact.</param>
/// <param name="PhoneNumberId">The tenant's number.</param>
/// <param name="BusinessAccountId">The number's business account.</param>
/// <param name="To">The customer's phone as Meta wants it (digits), or null where only a BSUID is known.</param>
/// <param name="Bsuid">The customer's business-scoped user id, or null.</param>
/// <param name="Name">Profile name, or null.</param>
[GenerateSerializer, Immutable, Alias("conversation.address")]
public sealed record ConversationAddress(string ContactId, string PhoneNumberId, string BusinessAccountId, string? To, string? Bsuid, string? Name)
{
    /// <summary>The conversation's id: the same for the same contact and number, wherever it is computed.</summary>
    public string ConversationId => IdOf(PhoneNumberId, ContactId);

    /// <summary>The id of a contact's conversation with one of the tenant's numbers, whether or not there is one.</summary>
    public static string IdOf(string phoneNumberId, string contactId) => Id.Named("conversation", phoneNumberId, contactId);
}

/// <summary>One inbound message in our own terms, whatever the channel calls it.</summary>
/// <param name="Wamid">The channel's id: the command id under which the message is taken in.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Text">Text, caption, button title, order summary; null where there are no words. At most 4,096 characters are kept.</param>
/// <param name="At">When the customer sent it, UTC, as the channel says (whole seconds), never later than now.</param>
/// <param name="MediaId">Channel's media id, or null.</param>
/// <param name="MediaType">MIME type, or null.</param>
/// <param name="ReplyTo">The wamid that it answers, or null.</param>
/// <param name="Target">The wamid that an edit, a revoke or a reaction is about, or null.</param>
/// <param name="Payload">Button or list id, emoji, or a small JSON of what else the kind carries (location, order, referral); null otherwise.</param>
/// <param name="Referral">Id of the advertisement that brought the customer, or null.</param>
[GenerateSerializer, Immutable, Alias("message.inbound")]
public sealed record InboundMessage(
    string Wamid, InboundKind Kind, string? Text, DateTimeOffset At, string? MediaId = null, string? MediaType = null,
    string? ReplyTo = null, string? Target = null, string? Payload = null, string? Referral = null);

/// <summary>Kinds of inbound messages.</summary>
[GenerateSerializer]
public enum InboundKind
{
    /// <summary>Plain text.</summary>
    Text = 0,
    /// <summary>Picture.</summary>
    Image = 1,
    /// <summary>Film.</summary>
    Video = 2,
    /// <summary>Audio file or voice note.</summary>
    Audio = 3,
    /// <summary>Document.</summary>
    Document = 4,
    /// <summary>Sticker.</summary>
    Sticker = 5,
    /// <summary>A place.</summary>
    Location = 6,
    /// <summary>Contact cards.</summary>
    Contacts = 7,
    /// <summary>A reply button of ours, a template's quick reply, or a list's row.</summary>
    Choice = 8,
    /// <summary>An order from the catalogue.</summary>
    Order = 9,
    /// <summary>A filled flow.</summary>
    Flow = 10,
    /// <summary>A reaction; without an emoji it takes an earlier one away. Opens no turn.</summary>
    Reaction = 11,
    /// <summary>A correction of an earlier message.</summary>
    Edit = 12,
    /// <summary>An earlier message taken back. Opens no turn.</summary>
    Revoke = 13,
    /// <summary>Something that the channel cannot show us. Opens no turn.</summary>
    Unsupported = 14,
    /// <summary>A notice of the channel: new number, new identity. Opens no turn.</summary>
    System = 15,
    /// <summary>The customer opened the chat for the first time. Opens no turn.</summary>
    Welcome = 16,
    /// <summary>Written by the business itself in WhatsApp's own app. Opens no turn; a person is at work.</summary>
    Echo = 17,
}

/// <summary>A delivery status.</summary>
/// <param name="Wamid">The channel's id of our message.</param>
/// <param name="MessageId">Our own id, where the channel gave it back.</param>
/// <param name="Status">The status.</param>
/// <param name="At">When, UTC.</param>
/// <param name="ErrorCode">The channel's error code of a failure, or null.</param>
/// <param name="Billable">Whether it is charged, where the channel said so.</param>
/// <param name="Category">The price category, where the channel said so.</param>
[GenerateSerializer, Immutable, Alias("message.status")]
public sealed record StatusUpdate(
    string Wamid, string? MessageId, MessageStatus Status, DateTimeOffset At, int? ErrorCode = null, bool? Billable = null, string? Category = null);

/// <summary>The life of an outbound message. Later values never give way to earlier ones; failed is final unless the message was delivered.</summary>
[GenerateSerializer]
public enum MessageStatus
{
    /// <summary>In the outbox.</summary>
    Queued = 0,
    /// <summary>An attempt is under way.</summary>
    Sending = 1,
    /// <summary>An attempt ended without an answer; a status will tell, or a time will pass.</summary>
    Unknown = 2,
    /// <summary>The channel took it.</summary>
    Sent = 3,
    /// <summary>It will not be sent, or could not be delivered.</summary>
    Failed = 4,
    /// <summary>On the customer's device.</summary>
    Delivered = 5,
    /// <summary>Read.</summary>
    Read = 6,
    /// <summary>A voice note was played.</summary>
    Played = 7,
}

/// <summary>Who answers.</summary>
[GenerateSerializer]
public enum Handler
{
    /// <summary>Agents.</summary>
    Agent = 0,
    /// <summary>Waiting for a person.</summary>
    HumanQueue = 1,
    /// <summary>A person holds it.</summary>
    Human = 2,
}

/// <summary>A line of the talk as agents see it.</summary>
/// <param name="MessageId">Our id, or the wamid of an inbound one.</param>
/// <param name="FromCustomer">Whether the customer wrote it.</param>
/// <param name="Text">The words; a placeholder in brackets for what has none.</param>
/// <param name="At">When, UTC.</param>
[GenerateSerializer, Immutable, Alias("conversation.line")]
public sealed record TalkLine(
    // Written with every commit of a talk, sixteen at a time: short names.
    [property: JsonPropertyName("i")] string MessageId,
    [property: JsonPropertyName("c")] bool FromCustomer,
    [property: JsonPropertyName("t")] string Text,
    [property: JsonPropertyName("a")] DateTimeOffset At);

/// <summary>What an agent needs in order to answer a turn.</summary>
/// <param name="Turn">The turn's number: the answer must name it.</param>
/// <param name="Version">The conversation's version when this was read.</param>
/// <param name="ConversationId">The conversation.</param>
/// <param name="ContactId">The contact.</param>
/// <param name="LeadId">The lead.</param>
/// <param name="CustomerName">Profile name, or null.</param>
/// <param name="Language">The language of the talk so far, <c>ar</c> or <c>en</c>.</param>
/// <param name="Pending">The customer's unanswered messages, oldest first.</param>
/// <param name="History">Earlier lines, oldest first, at most 16; in a talk of long messages the older ones are cut.</param>
/// <param name="Memory">What the agent asked to remember: small words by name.</param>
/// <param name="StartedAt">When the turn was opened, UTC.</param>
/// <param name="LastWamid">The newest inbound message, for the typing indicator.</param>
/// <param name="PhoneNumberId">The tenant's number.</param>
/// <param name="HandOverReason">A person is needed by rule, whatever an agent thinks: why; or null.</param>
/// <param name="CustomerPhone">The customer's phone in E.164, or null where it is hidden.</param>
[GenerateSerializer, Immutable, Alias("conversation.turn")]
public sealed record TurnSnapshot(
    long Turn, long Version, string ConversationId, string ContactId, string LeadId, string? CustomerName, string Language,
    IReadOnlyList<TalkLine> Pending, IReadOnlyList<TalkLine> History, IReadOnlyDictionary<string, string> Memory,
    DateTimeOffset StartedAt, string? LastWamid, string PhoneNumberId, string? HandOverReason = null, string? CustomerPhone = null)
{
    /// <summary>Tokens that agents have used in this conversation so far.</summary>
    [Id(0)]
    public long TokensSpent { get; init; }

    /// <summary>What agents have cost in this conversation so far, in riyals, as far as prices are known.</summary>
    [Id(1)]
    public decimal CostSpentSar { get; init; }
}

/// <summary>An agent's answer to a turn.</summary>
/// <param name="RunId">The run that made it: <c>{conversation}:{turn}</c> and an attempt.</param>
/// <param name="AgentId">The agent.</param>
/// <param name="Engine"><c>offline</c> or <c>model</c>.</param>
/// <param name="Model">The model's name, or null.</param>
/// <param name="FallbackReason">Why the model was not used although it was asked for, or null.</param>
/// <param name="Language">The answer's language.</param>
/// <param name="Messages">What to send, in order; empty for a silent hand-over.</param>
/// <param name="Intent">The intent detected.</param>
/// <param name="Sentiment">0 to 100.</param>
/// <param name="Confidence">0 to 1.</param>
/// <param name="HandOver">Whether a person is needed, and why, or null.</param>
/// <param name="Memory">What to remember; an empty value forgets.</param>
/// <param name="AllowedAmounts">The amounts of money that the answer may name: the tenant's prices. Set by the turn, never by a model.</param>
/// <param name="InputTokens">Tokens read.</param>
/// <param name="OutputTokens">Tokens written.</param>
/// <param name="ThinkMilliseconds">Time to the answer.</param>
[GenerateSerializer, Immutable, Alias("conversation.reply")]
public sealed record TurnReply(
    string RunId, string AgentId, string Engine, string? Model, string? FallbackReason, string Language,
    IReadOnlyList<OutboundContent> Messages, string Intent, int Sentiment, double Confidence, HandOverRequest? HandOver,
    IReadOnlyDictionary<string, string> Memory, IReadOnlyList<decimal> AllowedAmounts, int InputTokens, int OutputTokens, int ThinkMilliseconds)
{
    /// <summary>How long it waits before it is sent; null for not at all.</summary>
    [Id(0)]
    public ReplyHold? Hold { get; init; }

    /// <summary>What the run knew and did; null where no agent ran.</summary>
    [Id(1)]
    public Agents.RunTrace? Trace { get; init; }
}

/// <summary>A person is needed.</summary>
/// <param name="Reason">A code: <c>requested</c>, <c>negative_sentiment</c>, <c>high_score</c>, <c>low_confidence</c>, <c>price_negotiation</c>, <c>complaint</c>, …</param>
/// <param name="Target"><c>sales</c>, <c>sales_manager</c>, <c>support</c>, <c>compliance</c>.</param>
/// <param name="Summary">What the person should know, in the talk's language.</param>
[GenerateSerializer, Immutable, Alias("conversation.hand-over")]
public sealed record HandOverRequest(string Reason, string Target, string Summary);

/// <summary>A conversation as it stands.</summary>
[GenerateSerializer, Immutable, Alias("conversation.view")]
public sealed record ConversationView(
    string ConversationId, string ContactId, string LeadId, string PhoneNumberId, string? CustomerName, string Language, Handler Handler,
    string? HeldBy, bool OptedOut, long Turn, bool TurnOpen, DateTimeOffset? WindowClosesAt, IReadOnlyList<TalkLine> Recent,
    int OutboxCount, long Version, DateTimeOffset? HeldUntil = null, DeskView? Desk = null, string? CustomerPhone = null)
{
    /// <summary>When the first message came, UTC; null where that was before this is kept.</summary>
    [Id(0)]
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>When something of it changed last, UTC; null where nothing has changed since this is kept.</summary>
    [Id(1)]
    public DateTimeOffset? UpdatedAt { get; init; }

    /// <summary>An agent's answer that waits to be sent, or null.</summary>
    [Id(2)]
    public HeldReplyView? HeldReply { get; init; }

    /// <summary>Tokens that agents have used in it.</summary>
    [Id(3)]
    public long AgentTokens { get; init; }

    /// <summary>What its agents have cost, in riyals to six places, as far as prices are known.</summary>
    [Id(4)]
    public decimal AgentCostSar { get; init; }
}
