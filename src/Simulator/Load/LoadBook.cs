using System.Globalization;
using System.Text.RegularExpressions;
using SalesFlow.Simulator.Common;
using SalesFlow.Simulator.Graph;
using SalesFlow.Simulator.Webhooks;

namespace SalesFlow.Simulator.Load;

/// <summary>Matches answers to messages, and finds what is lost, doubled or out of order. Knows no network; safe to use from several
/// threads.</summary>
internal sealed partial class LoadBook
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, LoadChat> _chats = [];
    private readonly Dictionary<string, (LoadChat Chat, int Index)> _byWamid = [];

    public LatencyHistogram Latency { get; } = new();

    public LatencyHistogram Acknowledge { get; } = new();

    public long Duplicates { get; private set; }

    public long OutOfOrder { get; private set; }

    public long Strays { get; private set; }

    public long Late { get; private set; }

    public long Answered { get; private set; }

    public long Acknowledged { get; private set; }

    /// <summary>Messages that were acknowledged and still wait for their answer.</summary>
    public long Owed
    {
        get { lock (_gate) return _chats.Values.Sum(c => c.Messages.Count(m => m.AcknowledgedAt is not null && m.RepliedAt is null)); }
    }

    /// <summary>A message is on its way.</summary>
    public void Sent(LoadMessage message)
    {
        lock (_gate)
        {
            var key = Updates.ChatKey(message.PhoneNumberId, message.Customer);
            if (!_chats.TryGetValue(key, out var chat)) _chats[key] = chat = new LoadChat();
            chat.Messages.Add(message);
            _byWamid[message.Wamid] = (chat, chat.Messages.Count - 1);
        }
    }

    /// <summary>A message's webhook was answered by 200.</summary>
    public void Confirmed(string wamid, DateTimeOffset at)
    {
        lock (_gate)
        {
            if (!_byWamid.TryGetValue(wamid, out var place)) return;
            var message = place.Chat.Messages[place.Index];
            if (message.AcknowledgedAt is not null) return;
            place.Chat.Messages[place.Index] = message with { AcknowledgedAt = at };
            Acknowledged++;
            Acknowledge.Add(at - message.DueAt);
        }
    }

    /// <summary>A reply was accepted. Returns the chat's key once nothing of it is open any more.</summary>
    public string? Replied(SentMessage reply, TimeSpan deadline)
    {
        if (reply.Kind == "reaction") return null;
        lock (_gate)
        {
            var key = Updates.ChatKey(reply.PhoneNumberId, reply.To);
            if (!_chats.TryGetValue(key, out var chat))
            {
                Strays++;
                return null;
            }

            // Each reply too many counts once, whether its callback shows it or only the number of replies.
            if (reply.CallbackData is { } callback && !chat.Callbacks.Add(callback)) Duplicates++;
            else if (chat.Replies == chat.Messages.Count) Duplicates++;
            else chat.Replies++;

            var through = Through(chat, reply);
            if (reply.FirstAttempt < chat.LastFirstAttempt || through < chat.LastThrough) OutOfOrder++;
            chat.LastFirstAttempt = Math.Max(chat.LastFirstAttempt, reply.FirstAttempt);
            chat.LastThrough = Math.Max(chat.LastThrough, through);
            for (var i = chat.FirstOpen; i < through; i++)
            {
                var message = chat.Messages[i];
                chat.Messages[i] = message with { RepliedAt = reply.At, ReplyWamid = reply.Wamid };
                Answered++;
                Latency.Add(reply.At - message.DueAt);
                if (reply.At - message.DueAt > deadline) Late++;
            }

            chat.FirstOpen = Math.Max(chat.FirstOpen, through);
            return chat.FirstOpen == chat.Messages.Count ? key : null;
        }
    }

    /// <summary>A copy of every message.</summary>
    public IReadOnlyList<LoadMessage> Messages()
    {
        lock (_gate) return [.. _chats.Values.SelectMany(c => c.Messages)];
    }

    // A reply covers everything before it: up to the number that it names or the message that it quotes, otherwise whatever was sent by then.
    private static int Through(LoadChat chat, SentMessage reply)
    {
        if (reply.Text is { } text && Mark().Matches(text).LastOrDefault() is { } mark
            && int.TryParse(mark.Groups[1].ValueSpan, CultureInfo.InvariantCulture, out var sequence) && sequence >= 1
            && sequence <= chat.Messages.Count)
            return sequence;
        if (reply.ReplyTo is { } quoted)
        {
            var index = chat.Messages.FindIndex(m => m.Wamid == quoted);
            if (index >= 0) return index + 1;
        }

        return chat.Messages.Count;
    }

    [GeneratedRegex(@"#([0-9]{1,9})\b")]
    private static partial Regex Mark();

    private sealed class LoadChat
    {
        public List<LoadMessage> Messages { get; } = [];

        public HashSet<string> Callbacks { get; } = [];

        public int Replies { get; set; }

        public int FirstOpen { get; set; }

        public long LastFirstAttempt { get; set; }

        public int LastThrough { get; set; }
    }
}
