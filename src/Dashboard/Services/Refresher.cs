namespace SalesFlow.Dashboard.Services;

/// <summary>Reads again soon after something changed, once for many changes: the first at once, later ones at most three times a second.</summary>
public sealed class Refresher : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(300);
    private readonly CancellationTokenSource _stopped = new();
    private bool _running;
    private Func<Task>? _next;

    /// <summary>Asks for a refresh. Of several asked for while one runs, the last one follows it.</summary>
    public void Soon(Func<Task> refresh)
    {
        _next = refresh;
        if (!_running) _ = Run();
    }

    private async Task Run()
    {
        _running = true;
        try
        {
            while (_next is { } refresh)
            {
                _next = null;
                await refresh();
                await Task.Delay(Pause, _stopped.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // The page has gone.
        }
        finally
        {
            _running = false;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _stopped.Cancel();
        _stopped.Dispose();
    }
}
