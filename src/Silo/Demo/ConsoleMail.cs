using SalesFlow.Channels;

namespace SalesFlow.Silo.Demo;

/// <summary>Mail of a demo without a mail server: whoever started it reads the letters on the console. No log keeps them.</summary>
internal sealed class ConsoleMail : IMailChannel
{
    /// <inheritdoc/>
    public bool IsConfigured => true;

    /// <inheritdoc/>
    public async Task<DispatchResult> Send(MailMessage message, CancellationToken ct)
    {
        await Console.Out.WriteLineAsync($"{Environment.NewLine}Mail to {message.To}: {message.Subject}{Environment.NewLine}{message.Text}".AsMemory(), ct);
        return DispatchResult.Sent;
    }
}
