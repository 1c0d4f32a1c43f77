using SalesFlow.Channels;
using SalesFlow.Common;
using SalesFlow.Conversations;
using SalesFlow.Grains.Conversations;
using SalesFlow.Grains.Entities;

namespace SalesFlow.Grains.Tests.Conversations;

/// <summary>Words for the conversation's stories: a state is what its events made of it.</summary>
internal static class Given
{
    internal static readonly DateTimeOffset Noon = new(2026, 11, 22, 9, 0, 0, TimeSpan.Zero); // Sunday noon in Riyadh
    internal static readonly ConversationAddress Noura = new("contact-1", "1065", "2077", "966501234567", null, "نورة");
    internal static readonly ConversationOptions Options = new();

    internal static ConversationState Nobody => new();

    internal static ConversationState After(params Decision[] decisions) => Nobody.After(decisions);

    internal static ConversationState After(this ConversationState state, params Decision[] decisions)
    {
        foreach (var d in decisions)
            foreach (var e in d.Events) state = state.Apply(e);
        return state;
    }

    internal static InboundMessage Words(string wamid, string text, DateTimeOffset? at = null) => new(wamid, InboundKind.Text, text, at ?? Noon);

    internal static Decision Receive(ConversationState state, params InboundMessage[] messages) => ReceiveAt(state, Noon, messages);

    internal static Decision ReceiveAt(ConversationState state, DateTimeOffset now, params InboundMessage[] messages) =>
        ReceiveDecisions.Receive(state, Noura, messages, Noura.ContactId, Options, now);

    internal static TurnReply Reply(string text = "حياك الله، كيف أقدر أخدمك؟", HandOverRequest? handOver = null, decimal[]? allowed = null) => new(
        "run", "arabic_whatsapp", "offline", null, null, "ar", [OutboundContent.OfText(text)], "greeting", 60, 0.9, handOver,
        new Dictionary<string, string>(), allowed ?? [], 0, 0, 1);

    internal static ConversationState Talking => After(Receive(Nobody, Words("w1", "السلام عليكم")));

    internal static ConversationState Answered
    {
        get
        {
            var talking = Talking;
            return talking.After(TurnDecisions.Complete(talking, 1, Reply(), 9, Options, Noon));
        }
    }

    internal static T Only<T>(this Decision decision) where T : IDomainEvent => Assert.Single(decision.Events.OfType<T>());
}
