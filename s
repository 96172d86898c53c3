trap 'echo "T $BASH_COMMAND"' RETURN
echo in
