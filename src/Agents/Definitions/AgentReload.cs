using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace SalesFlow.Agents.Definitions;

/// <summary>
/// Reads definitions anew when their files change, in development or where <c>Agents:HotReload</c> says so. A set with a mistake in it is told of and
/// left alone: the last good one goes on.
/// </summary>
internal sealed partial class AgentReload(
    AgentCatalogue agents, AgentOptions options, IHostEnvironment environment, TimeProvider clock, ILogger<AgentReload> log) : BackgroundService
{
    private static readonly TimeSpan Settle = TimeSpan.FromMilliseconds(300);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!(options.HotReload ?? environment.IsDevelopment()) || !Directory.Exists(options.Directory)) return;
        using var changed = new SemaphoreSlim(0, 1);
        using var watcher = new FileSystemWatcher(options.Directory) { IncludeSubdirectories = true };
        void Ring(object sender, FileSystemEventArgs e)
        {
            try
            {
                changed.Release();
            }
            catch (SemaphoreFullException)
            {
                // Rung already.
            }
        }
        watcher.Changed += Ring;
        watcher.Created += Ring;
        watcher.Deleted += Ring;
        watcher.Renamed += Ring;
        watcher.EnableRaisingEvents = true;
        while (!stoppingToken.IsCancellationRequested)
        {
            await changed.WaitAsync(stoppingToken);
            // Editors write a file in several strokes.
            await Task.Delay(Settle, clock, stoppingToken);
            while (changed.CurrentCount > 0) await changed.WaitAsync(stoppingToken);
            Read();
        }
    }

    private void Read()
    {
        try
        {
            agents.Replace(AgentDefinitionLoader.LoadAll(options.Directory));
            Reloaded(log, agents.ById.Count);
        }
        catch (Exception e) when (e is AgentDefinitionException or IOException or UnauthorizedAccessException)
        {
            Refused(log, e.Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "The definitions of {Count} agents were read anew.")]
    private static partial void Reloaded(ILogger log, int count);

    [LoggerMessage(Level = LogLevel.Error, Message = "The agents' definitions have a mistake, and the ones before stay: {Mistake}")]
    private static partial void Refused(ILogger log, string mistake);
}
