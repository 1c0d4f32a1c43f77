using SalesFlow.Channels;
using SalesFlow.Common;
using SalesFlow.Conversations;

namespace SalesFlow.Grains.Tests.Support;

/// <summary>A conversation that says what the test told it to, and remembers what it was asked to send.</summary>
[GrainType("conversation")]
internal sealed class ScriptedConversationGrain(TalkScript script) : Grain, IConversationGrain
{
    public Task<ConversationView?> Get() => Task.FromResult(script.View);

    public Task<Outcome> SendUnasked(string commandId, string purpose, OutboundContent withinWindow, OutboundContent? template)
    {
        if (script.Answer != Refusal.None) return Task.FromResult(new Outcome(script.Answer, 1));
        if (script.Sent.Any(s => s.Command == commandId)) return Task.FromResult(new Outcome(Refusal.None, 1, Repeated: true));
        script.Sent.Enqueue((commandId, purpose, withinWindow.Text!, template?.Template?.Name));
        return Task.FromResult(new Outcome(Refusal.None, 1));
    }

    public Task<Outcome> Receive(ConversationAddress address, IReadOnlyList<InboundMessage> messages) => throw new NotSupportedException();

    public Task<Outcome> RecordStatuses(IReadOnlyList<StatusUpdate> statuses) => throw new NotSupportedException();

    public Task<TurnSnapshot?> GetTurn() => throw new NotSupportedException();

    public Task<Outcome> CompleteTurn(long turn, TurnReply reply) => throw new NotSupportedException();

    public Task<SendOrder?> TakeNextSend() => throw new NotSupportedException();

    public Task<SendOrder?> RecordSend(string messageId, int attempt, SendResult result) => throw new NotSupportedException();

    public Task<Outcome> TakeOver(string commandId, string userId) => throw new NotSupportedException();

    public Task<Outcome> GiveBack(string commandId, string userId) => throw new NotSupportedException();

    public Task<Outcome> TakeFrom(string commandId, string userId) => throw new NotSupportedException();

    public Task<Outcome> RenewLease(string userId) => throw new NotSupportedException();

    public Task<Outcome> Assign(string commandId, string? userId, string byUserId) => throw new NotSupportedException();

    public Task<Outcome> Change(string commandId, string userId, ConversationChange change) => throw new NotSupportedException();

    public Task<Outcome> MarkRead(string userId) => throw new NotSupportedException();

    public Task<Outcome> AddNote(string commandId, string noteId, string userId, string text, IReadOnlyList<string> mentions) =>
        throw new NotSupportedException();

    public Task<Outcome> EditNote(string commandId, string noteId, string userId, string text, IReadOnlyList<string>? mentions) =>
        throw new NotSupportedException();

    public Task<Outcome> DeleteNote(string commandId, string noteId, string userId) => throw new NotSupportedException();

    public Task<Outcome> SendByHuman(string commandId, string userId, OutboundContent content) => throw new NotSupportedException();

    public Task<Outcome> HeedConsent(string commandId, string contactId) => throw new NotSupportedException();

    public Task<Outcome> ReleaseReply(string commandId, string userId, long turn, string? text) => throw new NotSupportedException();

    public Task<Outcome> DiscardReply(string commandId, string userId, long turn) => throw new NotSupportedException();

    public Task<Outcome> Escalate(string commandId, string reason, string target) => throw new NotSupportedException();
}
